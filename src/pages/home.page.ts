import type { Member } from '../members/member.entity.js';
import type { ChatServerCall } from './chat-server-calls.js';
import { memberView } from './member-view.js';
import type { Page } from './page.js';
import { template } from './templates.js';

export interface HomeData {
  readonly visitor: Member | null;
  readonly calls: readonly ChatServerCall[];
}

export function homePage({ visitor, calls }: HomeData): Page {
  return { title: 'Home', section: '/', body: render({ visitor: visitor && memberView(visitor), calls }) };
}

const render = template(`<section class="hero">
<h1>A village green with two chats on it</h1>
<p>This little community site shows single sign-on for ImbaChat and ChatBro: its members are the chats’ members, under the same names and pictures, and nobody logs in twice.</p>
</section>

<section class="card" aria-labelledby="you">
<h2 id="you">Who you are now</h2>
<% if (it.visitor) { %>
<div class="person">
<%~ include('@avatar', it.visitor) %>
<div>
<p class="person-name"><a href="/members/<%= it.visitor.id %>"><%~ include('@name', it.visitor) %></a> <%~ include('@labels', it.visitor) %></p>
<p class="muted">Member <%= it.visitor.id %>, logged in as <code><%= it.visitor.login %></code></p>
</div>
</div>
<% } else { %>
<p>A guest. The chats know guests too, without a name.</p>
<p><a class="button" href="/login">Log in</a></p>
<p class="muted">As <code>ada</code>, who moderates, as <code>bob</code> or as <code>member3</code> and so on; every password is <code>demo</code>.</p>
<% } %>
</section>

<section aria-labelledby="calls">
<h2 id="calls">What the chat server sees</h2>
<p>The chat server asks this site about its members. Ask the same from a terminal:</p>
<dl class="calls">
<% it.calls.forEach((call) => { %>
<div>
<dt><%= call.title %></dt>
<dd><pre tabindex="0" role="group" aria-label="Command: <%= call.title %>"><code><%= call.command %></code></pre></dd>
</div>
<% }) %>
</dl>
</section>
`);
