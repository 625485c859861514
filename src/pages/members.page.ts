import type { Member } from '../members/member.entity.js';
import type { MembersPage } from '../members/members.service.js';
import { pageLinks } from '../members/page-number.js';
import { memberView, type MemberView } from './member-view.js';
import type { Page } from './page.js';
import { template } from './templates.js';

const COUNT = new Intl.NumberFormat('en-GB');

export function membersPage({ members, page, lastPage, total }: MembersPage, visitor: Member | null): Page {
  const body = render({
    members: members.map(memberView),
    canWriteTo: ({ id }: MemberView) => visitor !== null && id !== visitor.id,
    page,
    lastPage,
    links: pageLinks(page, lastPage),
    total: COUNT.format(total),
  });
  return { title: page === 1 ? 'Members' : `Members, page ${page}`, section: '/members', body };
}

const render = template(`<h1>Members</h1>
<p class="muted"><%= it.total %> members, page <%= it.page %> of <%= it.lastPage %></p>
<ul class="members">
<% it.members.forEach((member) => { %>
<li class="person">
<%~ include('@avatar', member) %>
<div>
<p class="person-name"><a href="/members/<%= member.id %>"><%~ include('@name', member) %></a></p>
<p><%~ include('@labels', member) %></p>
</div>
<% if (it.canWriteTo(member)) { %>
<button type="button" class="quiet icon" data-chat-with="<%= member.id %>" aria-label="Write a message to <%= member.name %>" title="Write a message"><svg viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linejoin="round" aria-hidden="true"><path d="M4 5.5h16v11h-9l-4.5 3.5v-3.5H4z"/></svg></button>
<% } %>
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
