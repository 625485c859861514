import type { Page } from './page.js';
import { template } from './templates.js';

export interface ErrorData {
  readonly title: string;
  readonly text: string;
}

export function errorPage({ title, text }: ErrorData): Page {
  return { title, body: render({ title, text }) };
}

const render = template(`<section class="card narrow">
<h1><%= it.title %></h1>
<p><%= it.text %></p>
<p><a class="button" href="/">Back to the home page</a></p>
</section>
`);
