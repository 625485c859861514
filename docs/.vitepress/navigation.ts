/** The groups of the sidebar, each with its pages in `docs`. */
export const NAVIGATION: Readonly<Record<string, readonly string[]>> = {
  'Get started': ['quick-start', 'concepts', 'dashboards', 'doctor'],
  'Your users': [
    'recipes/typeorm',
    'recipes/prisma',
    'recipes/mongoose',
    'recipes/sql',
    'recipes/uuid',
    'recipes/moderators',
  ],
  'Your pages': [
    'recipes/server-rendered',
    'recipes/single-page-app',
    'recipes/react',
    'recipes/vue',
    'recipes/csp',
  ],
  'Your server': [
    'recipes/express-and-fastify',
    'recipes/proxy',
    'recipes/many-sites',
    'recipes/secret-rotation',
    'recipes/workers',
    'server-calls',
    'user-cache',
    'scaling',
    'observability',
    'testing',
  ],
  Migration: ['recipes/from-php', 'recipes/from-wordpress'],
  Reference: ['options', 'endpoints', 'openapi', 'errors', 'protocol/imbachat', 'protocol/chatbro'],
  Quality: ['security', 'reliability', 'benchmark'],
};
