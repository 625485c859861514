/** The headings of the sidebar, and the pages of `docs` below each. */
export const NAVIGATION: Readonly<Record<string, readonly string[]>> = {
  Start: ['quick-start', 'concepts', 'dashboards', 'doctor'],
  'Your users': [
    'recipes/typeorm',
    'recipes/prisma',
    'recipes/mongoose',
    'recipes/sql',
    'recipes/uuid',
    'recipes/moderators',
  ],
  'Your pages': ['recipes/server-rendered', 'recipes/react', 'recipes/vue', 'recipes/csp'],
  'Your server': [
    'recipes/express-and-fastify',
    'recipes/proxy',
    'recipes/many-sites',
    'recipes/secret-rotation',
    'user-cache',
    'scaling',
    'observability',
    'testing',
  ],
  'Moving here': ['recipes/from-php', 'recipes/from-wordpress'],
  Reference: ['options', 'endpoints', 'openapi', 'errors'],
  'What it stands on': ['security', 'reliability', 'benchmark', 'protocol/imbachat', 'protocol/chatbro'],
};
