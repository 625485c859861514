interface Peer {
  /** The file in `servers/`, and what its command line says. */
  readonly command: readonly string[];
  readonly what: string;
}

/** Who serves the users info. */
export const PEERS = {
  raw: {
    command: ['raw'],
    what: 'bare node:http and a prepared statement of better-sqlite3, by hand, without a framework or TypeORM',
  },
  'raw-arrays': {
    command: ['raw', 'arrays'],
    what:
      'raw, with rows as arrays, a switch of better-sqlite3 that nobody reaches through TypeORM: the statement alone ' +
      'takes about two thirds of the time then',
  },
  fastify: { command: ['library', 'fastify'], what: 'this library on Fastify, with typeOrmUserProvider' },
  express: { command: ['library', 'express'], what: 'this library on Express, with typeOrmUserProvider' },
  'fastify-cache': {
    command: ['library', 'fastify', 'cache'],
    what: 'fastify with imbachat.userCache, which holds every member',
  },
  'express-cache': {
    command: ['library', 'express', 'cache'],
    what: 'express with imbachat.userCache, which holds every member',
  },
  'naive-fastify': {
    command: ['naive', 'fastify'],
    what: "what one writes by hand with Nest on Fastify: AuthGuard('basic') of Passport, repository.find(), a controller that maps the entities",
  },
  'naive-express': { command: ['naive', 'express'], what: 'the same on Express' },
  php: {
    command: ['php'],
    what: "the vendor's documented sample with PDO, under nginx and PHP-FPM with opcache, a worker for each client, connections kept throughout",
  },
} as const satisfies Readonly<Record<string, Peer>>;

export type PeerName = keyof typeof PEERS;
export const PEER_NAMES = Object.keys(PEERS) as PeerName[];

/** The peers that are this library. */
export const OWN_PEERS: ReadonlySet<PeerName> = new Set([
  'fastify',
  'express',
  'fastify-cache',
  'express-cache',
]);
