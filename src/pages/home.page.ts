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
<h1>A community site with two chats</h1>
<p>This demo shows single sign-on for ImbaChat and ChatBro. Members log in once and appear in both chats with the same name and avatar.</p>
</section>

<div class="columns">
<section class="card" aria-labelledby="you">
<h2 id="you">Your session</h2>
<% if (it.visitor) { %>
<div class="person">
<%~ include('@avatar', it.visitor) %>
<div>
<p class="person-name"><a href="/members/<%= it.visitor.id %>"><%~ include('@name', it.visitor) %></a> <%~ include('@labels', it.visitor) %></p>
<p class="muted">Member <%= it.visitor.id %>, logged in as <code><%= it.visitor.login %></code></p>
</div>
</div>
<% } else { %>
<p>You are browsing as a guest. Guests can also use both chats, but without a name.</p>
<p><a class="button" href="/login">Log in</a></p>
<p class="muted">The logins are <code>ada</code> (a moderator), <code>bob</code>, <code>member3</code>, <code>member4</code> and so on. Every password is <code>demo</code>.</p>
<% } %>
<% if (it.chatSandbox) { %>
<p class="apart">The chat sandbox is <strong>on</strong>. Panels replace the two widgets. Each panel verifies the token or the signature as the vendor’s server would, and shows the identified user. No requests are sent to the vendors.</p>
<% } else { %>
<p class="apart">The chat sandbox is <strong>off</strong>. The pages load the widgets from ImbaChat and ChatBro.</p>
<% } %>
</section>

<section class="card" aria-labelledby="chats">
<h2 id="chats">Try it out</h2>
<ul class="tries">
<li><a href="/members">Members</a>: open a profile and write a message in ImbaChat.</li>
<li><a href="/topics">Topics</a>: each topic has its own ChatBro chat, a child of the site’s chat.</li>
<% if (it.visitor?.isModerator) { %>
<li><a href="/moderation">Moderation</a>: your rights in both chats.</li>
<% } %>
</ul>
</section>
</div>

<section aria-labelledby="calls">
<h2 id="calls">Try the endpoints</h2>
<p>The chat server reads members from this site, and single-page apps read the widget parameters. You can send the same requests from a terminal:</p>
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
