import type { MembersPage } from '../members/members.service.js';
import { pageLinks } from '../members/page-number.js';
import { memberView } from './member-view.js';
import type { Page } from './page.js';
import { template } from './templates.js';

const COUNT = new Intl.NumberFormat('en-GB');

export function membersPage({ members, page, lastPage, total }: MembersPage): Page {
  const body = render({
    members: members.map(memberView),
    page,
    lastPage,
    links: pageLinks(page, lastPage),
    total: COUNT.format(total),
  });
  return { title: page === 1 ? 'Members' : `Members, page ${page}`, section: '/members', body };
}

const render = template(`<h1>Members</h1>
<p class="muted"><%= it.total %> people live here; page <%= it.page %> of <%= it.lastPage %>.</p>
<ul class="members">
<% it.members.forEach((member) => { %>
<li class="person">
<%~ include('@avatar', member) %>
<div>
<p class="person-name"><a href="/members/<%= member.id %>"><%~ include('@name', member) %></a></p>
<p><%~ include('@labels', member) %></p>
</div>
</li>
<% }) %>
</ul>
<% if (it.lastPage > 1) { %>
<nav class="pages" aria-label="Pages">
<% if (it.page > 1) { %><a href="/members?page=<%= it.page - 1 %>" rel="prev">Previous</a><% } %>
<% it.links.forEach((number) => { if (number === null) { %>
<span aria-hidden="true">…</span>
<% } else { %>
<a href="/members?page=<%= number %>" aria-label="Page <%= number %>"<% if (number === it.page) { %> aria-current="page"<% } %>><%= number %></a>
<% } }) %>
<% if (it.page < it.lastPage) { %><a href="/members?page=<%= it.page + 1 %>" rel="next">Next</a><% } %>
</nav>
<% } %>
`);
