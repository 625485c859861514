import type { ChildProcess } from 'node:child_process';
import { CORES, end, nextMessage, spawnPinned } from '../processes/pinned.js';

/** What to ask of a server. */
export interface Load {
  readonly port: number;
  /** Asked in turn, over and over. */
  readonly paths: readonly string[];
  readonly connections: number;
  /** How long, in seconds, or how many requests. */
  readonly limit: { readonly duration: number } | { readonly amount: number };
}

/** How a server bore a load. */
export interface LoadResult {
  /** Requests that were answered. */
  readonly requests: number;
  /** Requests that were not answered 200, or not in full. */
  readonly failed: number;
  /** How long it really took. */
  readonly seconds: number;
  /** The time in which 99 of 100 requests were answered, in milliseconds. */
  readonly p99Ms: number;
  /** What the load generator itself used, in microseconds of CPU time. */
  readonly cpuMicros: number;
}

/** The process that puts load on servers. */
export class LoadGenerator {
  private constructor(private readonly child: ChildProcess) {}

  static start(): LoadGenerator {
    return new LoadGenerator(spawnPinned(CORES.load, new URL('generate.js', import.meta.url), [], {}));
  }

  /** @throws {Error} when a request is not answered 200 and in full. */
  async put(load: Load): Promise<LoadResult> {
    const answer = nextMessage<LoadResult>(this.child);
    this.child.send(load);
    const result = await answer;
    if (result.failed > 0 || result.requests === 0) {
      throw new Error(
        `Expected every request to be answered 200: ${result.failed} of ${result.requests} were not.`,
      );
    }
    return result;
  }

  async stop(): Promise<void> {
    await end(this.child);
  }
}
