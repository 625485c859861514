import type { ChildProcess } from 'node:child_process';
import { USAGE_REQUEST, type ServerMessage, type Usage } from '../servers/serve.js';
import { CORES, nextMessage, spawnPinned, terminate } from './pinned.js';

/** Thrown if a server is not available on this system. The message contains the reason. */
export class SkippedError extends Error {}

/** A server in a child process. */
export class ServerProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly port: number,
  ) {}

  /**
   * Starts a server and waits until it listens.
   *
   * @param command The name of the file in `servers/` without its extension, followed by arguments.
   * @param environment The environment variables of the server.
   * @throws {SkippedError} If the server is not available on this system.
   */
  static async start(
    [file, ...args]: readonly string[],
    environment: Readonly<Record<string, string>>,
  ): Promise<ServerProcess> {
    const script = new URL(`../servers/${file}.js`, import.meta.url);
    const child = spawnPinned(CORES.server, script, args, environment);
    const message = await nextMessage<ServerMessage>(child);
    if ('skip' in message) throw new SkippedError(message.skip);
    if (!('port' in message)) throw new Error(`Expected the server ${file} to send its port first.`);
    return new ServerProcess(child, message.port);
  }

  async usage(): Promise<Usage> {
    const message = nextMessage<{ usage: Usage }>(this.child);
    this.child.send(USAGE_REQUEST);
    return (await message).usage;
  }

  async stop(): Promise<void> {
    await terminate(this.child);
  }
}
