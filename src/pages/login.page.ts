import type { Page } from './page.js';
import { template } from './templates.js';

export interface LoginData {
  /** The login that was submitted before. */
  readonly login?: string;
  readonly error?: string;
}

export function loginPage({ login = '', error = '' }: LoginData): Page {
  return { title: 'Log in', section: '/login', body: render({ login, error }) };
}

const render = template(`<section class="card narrow">
<h1>Log in</h1>
<% if (it.error) { %>
<p class="error" role="alert" id="login-error"><%= it.error %></p>
<% } %>
<form method="post" action="/login" class="stack">
<label for="login">Login</label>
<input id="login" name="login" value="<%= it.login %>" autocomplete="username" autocapitalize="none" spellcheck="false" required<% if (it.error) { %> aria-describedby="login-error"<% } %>>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<button class="button">Log in</button>
</form>
<p class="muted">Try <code>ada</code> or <code>bob</code>. Every password is <code>demo</code>.</p>
</section>
`);
