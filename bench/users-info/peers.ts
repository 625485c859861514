/** Who serves the users info: the file in `servers/`, and what its command line says. */
export const PEERS = {
  raw: ['raw'],
  fastify: ['library', 'fastify'],
  express: ['library', 'express'],
  'fastify-cache': ['library', 'fastify', 'cache'],
  'express-cache': ['library', 'express', 'cache'],
  'naive-fastify': ['naive', 'fastify'],
  'naive-express': ['naive', 'express'],
  php: ['php'],
} as const;

export type PeerName = keyof typeof PEERS;
export const PEER_NAMES = Object.keys(PEERS) as PeerName[];
