import type { Topic } from '../topics/topic.entity.js';
import type { Page } from './page.js';
import { template } from './templates.js';

export function topicsPage(topics: readonly Topic[]): Page {
  return { title: 'Topics', section: '/topics', body: render({ topics }) };
}

const render = template(`<h1>Topics</h1>
<% if (it.topics.length > 0) { %>
<p class="muted">Each topic has its own chat, a child of the site’s chat. ChatBro creates the chat when the topic is first opened.</p>
<ul class="topics">
<% it.topics.forEach((topic) => { %>
<li class="card">
<h2 lang="" dir="auto"><%= topic.title %></h2>
<p lang="" dir="auto"><%= topic.body %></p>
<p><a class="open" href="/topics/<%= topic.id %>" aria-label="Open the chat: <%= topic.title %>">Open the chat</a></p>
</li>
<% }) %>
</ul>
<% } else { %>
<p class="muted">There are no topics yet.</p>
<% } %>
`);
