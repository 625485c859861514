import type { ChildProcess } from 'node:child_process';
import { ASK_USAGE, type ServerMessage, type Usage } from '../servers/serve.js';
import { CORES, end, nextMessage, spawnPinned } from './pinned.js';

/** There is no such server on this system; the message says why. */
export class SkippedError extends Error {}

/** A server in a process of its own. */
export class ServerProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly port: number,
  ) {}

  /**
   * @param command the server's file in `servers/`, without its extension, and its arguments.
   * @param environment its environment variables.
   * @throws {SkippedError} when there is no such server on this system.
   */
  static async start(
    [file, ...args]: readonly string[],
    environment: Readonly<Record<string, string>>,
  ): Promise<ServerProcess> {
    const script = new URL(`../servers/${file}.js`, import.meta.url);
    const child = spawnPinned(CORES.server, script, args, environment);
    const message = await nextMessage<ServerMessage>(child);
    if ('skip' in message) throw new SkippedError(message.skip);
    if (!('port' in message)) throw new Error(`Expected the server ${file} to tell its port first.`);
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
