import type { Member } from '../members/member.entity.js';
import { memberView } from './member-view.js';
import type { Page } from './page.js';
import { STYLESHEET_URL } from './stylesheet.js';
import { template } from './templates.js';

export interface LayoutData {
  readonly page: Page;
  readonly visitor: Member | null;
  /** Unescaped HTML that starts the chat widgets, added at the end of the body. */
  readonly widgets: string;
}

/** Renders a page in the layout of the site. */
export function layout({ page, visitor, widgets }: LayoutData): string {
  return render({
    ...page,
    visitor: visitor && memberView(visitor),
    widgets,
    stylesheet: STYLESHEET_URL,
    current: (section: string) => (section === page.section ? ' aria-current="page"' : ''),
  });
}

const render = template(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title><%= it.title %> · Village Green</title>
<link rel="stylesheet" href="<%= it.stylesheet %>">
<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Cpath fill='%230f766e' d='M4 5h24v17H15l-7 6v-6H4z'/%3E%3C/svg%3E">
</head>
<body>
<a class="skip" href="#main">Skip to main content</a>
<header class="site">
<div class="wrap">
<a class="brand" href="/">Village Green</a>
<nav aria-label="Site">
<a href="/"<%~ it.current('/') %>>Home</a>
<a href="/members"<%~ it.current('/members') %>>Members</a>
<a href="/topics"<%~ it.current('/topics') %>>Topics</a>
<% if (it.visitor?.isModerator) { %><a href="/moderation"<%~ it.current('/moderation') %>>Moderation</a><% } %>
</nav>
<div class="visitor">
<% if (it.visitor) { %>
<a class="me" href="/members/<%= it.visitor.id %>"><%~ include('@avatar', it.visitor) %><span><%~ include('@name', it.visitor) %></span></a>
<form method="post" action="/logout"><button class="quiet">Log out</button></form>
<% } else { %>
<a href="/login"<%~ it.current('/login') %>>Log in</a>
<% } %>
</div>
</div>
</header>
<main id="main" class="wrap" tabindex="-1">
<%~ it.body %>
</main>
<footer class="site">
<div class="wrap">The demo of nestjs-chat-integration. All members are fictional.</div>
</footer>
<%~ it.widgets %>
</body>
</html>
`);
