import type { Member } from '../members/member.entity.js';
import { memberView } from './member-view.js';
import type { Page } from './page.js';
import { template } from './templates.js';

const FIRST_STRONG_ISOLATE = '\u2068';
const POP_ISOLATE = '\u2069';

export function memberPage(member: Member): Page {
  return {
    // A title has no elements: these characters do what <bdi> does on the page.
    title: FIRST_STRONG_ISOLATE + member.name + POP_ISOLATE,
    section: '/members',
    body: render(memberView(member)),
  };
}

const render = template(`<article class="profile">
<p><a href="/members">All members</a></p>
<div class="card">
<%~ include('@avatar', it) %>
<h1><%~ include('@name', it) %></h1>
<p><%~ include('@labels', it) %></p>
<dl class="facts">
<div><dt>Member</dt><dd><%= it.id %></dd></div>
<div><dt>Login</dt><dd><code><%= it.login %></code></dd></div>
<div><dt>Last here</dt><dd><% if (it.lastLogin) { %><time datetime="<%= it.lastLogin.iso %>"><%= it.lastLogin.text %></time><% } else { %>never<% } %></dd></div>
<% if (it.moderation) { %><div><dt>May</dt><dd><%= it.moderation %></dd></div><% } %>
</dl>
</div>
</article>
`);
