import type { Member } from '../members/member.entity.js';
import type { ChatServerCall } from './chat-server-calls.js';
import { memberView } from './member-view.js';
import type { Page } from './page.js';
import { template } from './templates.js';

export interface HomeData {
  readonly visitor: Member | null;
  readonly calls: readonly ChatServerCall[];
  readonly chatSandbox: boolean;
}

export function homePage({ visitor, ...data }: HomeData): Page {
  return {
    title: 'Home',
    section: '/',
    body: render({ ...data, visitor: visitor && memberView(visitor) }),
  };
}

const render = template(`<section class="hero">
<h1>A village green with two chats on it</h1>
<p>This little community site shows single sign-on for ImbaChat and ChatBro: its members are the chats’ members, under the same names and pictures, and nobody logs in twice.</p>
</section>

<div class="columns">
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
<% if (it.chatSandbox) { %>
<p class="apart">The chat sandbox is <strong>on</strong>: the panels at the bottom of each page stand in for the two widgets. Each checks the token or the signature as its vendor’s server would, and says whom it takes you for. Nothing here calls the vendors.</p>
<% } else { %>
<p class="apart">The chat sandbox is <strong>off</strong>: the widgets come from ImbaChat and ChatBro themselves.</p>
<% } %>
</section>

<section class="card" aria-labelledby="chats">
<h2 id="chats">What to try</h2>
<ul class="tries">
<li><a href="/members">Members</a>: open a profile and write a message, in ImbaChat.</li>
<li><a href="/topics">Topics</a>: each has a chat of its own, a child chat of the site’s in ChatBro.</li>
<% if (it.visitor?.moderates) { %>
<li><a href="/moderation">Moderation</a>: the rights that you carry into both chats.</li>
<% } %>
</ul>
</section>
</div>

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
