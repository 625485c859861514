import { Eta } from 'eta';

const eta = new Eta({ autoEscape: true });

// Names are of any script, and some hold a bidirectional override: each is an island of its own.
eta.loadTemplate('@name', `<bdi lang="" dir="auto"><%= it.name %></bdi>`);
eta.loadTemplate(
  '@avatar',
  `<% if (it.avatarPath) { %>
<img class="avatar" src="<%= it.avatarPath %>" alt="" width="48" height="48" loading="lazy">
<% } else { %>
<span class="avatar" aria-hidden="true"><%= it.initial %></span>
<% } %>`,
);
eta.loadTemplate(
  '@labels',
  `<% if (it.role === 'admin') { %><span class="label label-strong">Administrator</span><% } %>
<% if (it.badge) { %><span class="label"><%= it.badge %></span><% } %>`,
);

/** Compiles a template once; `it` inside it is the data. Everything is escaped but what `<%~ %>` writes. */
export function template(source: string): (data: object) => string {
  const compiled = eta.compile(source);
  return (data) => eta.render(compiled, data);
}
