import type { ChildProcess } from 'node:child_process';
import { ASK_USAGE, type ServerMessage, type Usage } from '../servers/serve.js';
import { CORES, end, nextMessage, spawnPinned } from './pinned.js';

/** Every server: its file in `servers/`, and what its command line says. */
const SERVERS = {
  raw: ['raw'],
  fastify: ['library', 'fastify'],
  express: ['library', 'express'],
  'fastify-cache': ['library', 'fastify', 'cache'],
  'express-cache': ['library', 'express', 'cache'],
  'naive-fastify': ['naive', 'fastify'],
  'naive-express': ['naive', 'express'],
  php: ['php'],
} as const;

export type ServerName = keyof typeof SERVERS;
export const SERVER_NAMES = Object.keys(SERVERS) as ServerName[];

/** There is no such server on this system. */
export class SkippedError extends Error {}

/** A server in a process of its own. */
export class ServerProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly port: number,
  ) {}

  /** @throws {SkippedError} when there is no such server on this system. */
  static async start(name: ServerName, databaseFile: string): Promise<ServerProcess> {
    const [file, ...args] = SERVERS[name];
    const script = new URL(`../servers/${file}.js`, import.meta.url);
    const child = spawnPinned(CORES.server, script, args, { DATABASE_FILE: databaseFile });
    const message = await nextMessage<ServerMessage>(child);
    if ('skip' in message) throw new SkippedError(message.skip);
    if (!('port' in message)) throw new Error(`Expected the server ${name} to tell its port first.`);
    return new ServerProcess(child, message.port);
  }

  async usage(): Promise<Usage> {
    const answer = nextMessage<{ usage: Usage }>(this.child);
    this.child.send(ASK_USAGE);
    return (await answer).usage;
  }

  async stop(): Promise<void> {
    await end(this.child);
  }
}
