import type { Member } from '../members/member.entity.js';
import { bidiIsolate } from './bidi-isolate.js';
import { memberView } from './member-view.js';
import type { Page } from './page.js';
import { template } from './templates.js';

export function memberPage(member: Member, visitor: Member | null): Page {
  return {
    title: bidiIsolate(member.name),
    section: '/members',
    body: render({ ...memberView(member), isGuest: visitor === null, isOwn: visitor?.id === member.id }),
  };
}

const render = template(`<article class="profile">
<p><a href="/members">All members</a></p>
<div class="card">
<%~ include('@avatar', it) %>
<h1><%~ include('@name', it) %></h1>
<p><%~ include('@labels', it) %></p>
<% if (it.isGuest) { %>
<p class="write"><a href="/login">Log in to write a message</a></p>
<% } else if (!it.isOwn) { %>
<p class="write"><button type="button" data-chat-with="<%= it.id %>">Write a message</button></p>
<% } %>
<dl class="facts">
<div><dt>Member</dt><dd><%= it.id %></dd></div>
<div><dt>Login</dt><dd><code><%= it.login %></code></dd></div>
<div><dt>Last login</dt><dd><% if (it.lastLogin) { %><time datetime="<%= it.lastLogin.iso %>"><%= it.lastLogin.text %></time><% } else { %>never<% } %></dd></div>
<% if (it.moderation) { %><div><dt>Moderation rights</dt><dd><%= it.moderation %></dd></div><% } %>
</dl>
</div>
</article>
`);
