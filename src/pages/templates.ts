import { Eta } from 'eta';

const eta = new Eta({ autoEscape: true });

// Names can be in any script and contain bidirectional overrides, so `<bdi>` isolates their text direction.
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

/** Compiles a template. The data is available as `it`. All output is escaped, except with `<%~ %>`. */
export function template(source: string): (data: object) => string {
  const compiled = eta.compile(source);
  return (data) => eta.render(compiled, data);
}
