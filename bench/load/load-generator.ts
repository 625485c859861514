import type { ChildProcess } from 'node:child_process';
import { CORES, nextMessage, spawnPinned, terminate } from '../processes/pinned.js';

/** The requests to send to a server. */
export interface Load {
  readonly port: number;
  /** The paths to request, repeatedly and in order. */
  readonly paths: readonly string[];
  readonly connections: number;
  /** The duration in seconds, or the number of requests. */
  readonly limit: { readonly duration: number } | { readonly amount: number };
}

/** The result of a load test. */
export interface LoadResult {
  /** The number of responses. */
  readonly requests: number;
  /** The number of requests without a complete response with status 200. */
  readonly failed: number;
  /** The actual duration. */
  readonly seconds: number;
  /** The 99th percentile of the response time, in milliseconds. */
  readonly p99Ms: number;
  /** The CPU time of the load generator, in microseconds. */
  readonly cpuMicros: number;
}

/** A process that sends requests to servers. */
export class LoadGenerator {
  private constructor(private readonly child: ChildProcess) {}

  static start(): LoadGenerator {
    return new LoadGenerator(spawnPinned(CORES.load, new URL('generate.js', import.meta.url), [], {}));
  }

  /** @throws {Error} If a request does not receive a complete response with status 200. */
  async run(load: Load): Promise<LoadResult> {
    const message = nextMessage<LoadResult>(this.child);
    this.child.send(load);
    const result = await message;
    if (result.failed > 0 || result.requests === 0) {
      throw new Error(
        `Expected status 200 for every request, but ${result.failed} of ${result.requests} requests failed.`,
      );
    }
    return result;
  }

  async stop(): Promise<void> {
    await terminate(this.child);
  }
}
