import type { Topic } from '../topics/topic.entity.js';
import { isolated } from './isolated.js';
import type { Page } from './page.js';
import { template } from './templates.js';

const PLACE = 'topic-chat';

export function topicPage({ id, title, body }: Topic): Page {
  return {
    title: isolated(title),
    section: '/topics',
    body: render({ title, body, place: PLACE }),
    chat: { chatTitle: title, extId: `topic-${id}`, isStatic: true, containerDivId: PLACE },
  };
}

const render = template(`<article class="topic">
<p><a href="/topics">All topics</a></p>
<h1 lang="" dir="auto"><%= it.title %></h1>
<p lang="" dir="auto"><%= it.body %></p>
<section aria-labelledby="chat-heading">
<h2 id="chat-heading">The chat of this topic</h2>
<div class="chat" id="<%= it.place %>"></div>
</section>
</article>
`);
