import type { Topic } from '../topics/topic.entity.js';
import { bidiIsolate } from './bidi-isolate.js';
import type { Page } from './page.js';
import { template } from './templates.js';

const CHAT_CONTAINER_ID = 'topic-chat';

export function topicPage({ id, title, body }: Topic): Page {
  return {
    title: bidiIsolate(title),
    section: '/topics',
    body: render({ title, body, chatContainerId: CHAT_CONTAINER_ID }),
    chat: { chatTitle: title, extId: `topic-${id}`, isStatic: true, containerDivId: CHAT_CONTAINER_ID },
  };
}

const render = template(`<article class="topic">
<p><a href="/topics">All topics</a></p>
<h1 lang="" dir="auto"><%= it.title %></h1>
<p lang="" dir="auto"><%= it.body %></p>
<section aria-labelledby="chat-heading">
<h2 id="chat-heading">Topic chat</h2>
<div class="chat" id="<%= it.chatContainerId %>"></div>
</section>
</article>
`);
