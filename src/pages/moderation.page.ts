import type { Member } from '../members/member.entity.js';
import { memberView } from './member-view.js';
import type { Page } from './page.js';
import { template } from './templates.js';

export interface ModerationData {
  readonly visitor: Member;
  readonly moderators: readonly Member[];
}

const CHAT_CONTAINER_ID = 'site-chat';

export function moderationPage({ visitor, moderators }: ModerationData): Page {
  return {
    title: 'Moderation',
    section: '/moderation',
    body: render({
      rights: rightsOf(visitor),
      moderators: moderators.map(memberView),
      chatContainerId: CHAT_CONTAINER_ID,
    }),
    chat: {
      isStatic: true,
      containerDivId: CHAT_CONTAINER_ID,
      showChatHeader: true,
      showChatMenu: true,
      showChatParticipants: true,
      showDateOfMessage: true,
    },
  };
}

function rightsOf({ role, moderation }: Member) {
  return [
    { chat: 'ChatBro', right: 'Ban members', given: moderation?.includes('ban') ?? false },
    { chat: 'ChatBro', right: 'Delete messages', given: moderation?.includes('delete') ?? false },
    { chat: 'ImbaChat', right: 'Administer the chat', given: role === 'admin' },
  ];
}

const render = template(`<h1>Moderation</h1>
<div class="columns">
<section class="card" aria-labelledby="rights">
<h2 id="rights">Your rights in the chats</h2>
<table class="rights">
<thead><tr><th scope="col">Chat</th><th scope="col">Right</th><th scope="col">Granted</th></tr></thead>
<tbody>
<% it.rights.forEach(({ chat, right, given }) => { %>
<tr><td><%= chat %></td><td><%= right %></td><td><span class="label<% if (given) { %> label-strong<% } %>"><%= given ? 'yes' : 'no' %></span></td></tr>
<% }) %>
</tbody>
</table>
<p class="muted">Users cannot grant themselves rights: ChatBro rights are part of the signature, and the chat server reads ImbaChat rights from this site.</p>
</section>
<section class="card" aria-labelledby="moderators">
<h2 id="moderators">Moderators</h2>
<ul class="moderators">
<% it.moderators.forEach((member) => { %>
<li class="person">
<%~ include('@avatar', member) %>
<div>
<p class="person-name"><a href="/members/<%= member.id %>"><%~ include('@name', member) %></a></p>
<p><%~ include('@labels', member) %><% if (member.moderation) { %> <span class="muted"><%= member.moderation %></span><% } %></p>
</div>
</li>
<% }) %>
</ul>
</section>
</div>
<section aria-labelledby="chat-heading">
<h2 id="chat-heading">Site chat</h2>
<div class="chat" id="<%= it.chatContainerId %>"></div>
</section>
`);
