interface Peer {
  /** The name of the file in `servers/`, followed by arguments. */
  readonly command: readonly string[];
  readonly description: string;
}

/** The servers to compare. */
export const PEERS = {
  raw: {
    command: ['raw'],
    description: 'plain node:http with a prepared better-sqlite3 statement, without a framework or TypeORM',
  },
  'raw-arrays': {
    command: ['raw', 'arrays'],
    description:
      'raw with rows as arrays, a better-sqlite3 mode that TypeORM does not support, in which the query takes about a ' +
      'third less time',
  },
  fastify: {
    command: ['library', 'fastify'],
    description: 'this library on Fastify, with typeOrmUserProvider',
  },
  express: {
    command: ['library', 'express'],
    description: 'this library on Express, with typeOrmUserProvider',
  },
  'fastify-cache': {
    command: ['library', 'fastify', 'cache'],
    description: 'fastify with imbachat.userCache, which contains all members',
  },
  'express-cache': {
    command: ['library', 'express', 'cache'],
    description: 'express with imbachat.userCache, which contains all members',
  },
  'naive-fastify': {
    command: ['naive', 'fastify'],
    description:
      "a typical implementation without this library, with Nest on Fastify: Passport's AuthGuard('basic'), repository.find() and a controller that maps the entities",
  },
  'naive-express': { command: ['naive', 'express'], description: 'the same on Express' },
  php: {
    command: ['php'],
    description:
      "the vendor's documented sample with PDO, on nginx and PHP-FPM with opcache, one worker per client and persistent connections",
  },
} as const satisfies Readonly<Record<string, Peer>>;

export type PeerName = keyof typeof PEERS;
export const PEER_NAMES = Object.keys(PEERS) as PeerName[];

/** The peers that use this library. */
export const LIBRARY_PEERS: ReadonlySet<PeerName> = new Set([
  'fastify',
  'express',
  'fastify-cache',
  'express-cache',
]);
