import { medianOf } from '../report/median.js';
import type { Usage } from '../servers/serve.js';
import type { LoadGenerator } from './load-generator.js';

/** The number of concurrent connections. */
export const CONNECTIONS = 16;
const WARM_UP_REQUESTS = 5_000;
const WARM_UP_SECONDS = 1;

/** A server that can be measured. */
export interface Measurable {
  readonly port: number;
  usage(): Promise<Usage>;
}

/** The performance of a server under load. */
export interface Performance {
  readonly requestsPerSecond: number;
  /** The server's CPU time per request, in microseconds. */
  readonly cpuMicros: number;
  /** The 99th percentile of the response time, in milliseconds. */
  readonly p99Ms: number;
  readonly rssBytes: number;
  /** The load generator's usage of its core. Near 1, the generator limits the result. */
  readonly generatorLoad: number;
}

/** Sends a fixed number of requests so that V8 compiles and optimizes the server, even on a busy machine. */
export async function warmUp(
  server: Measurable,
  generator: LoadGenerator,
  paths: readonly string[],
): Promise<void> {
  const limit = { amount: WARM_UP_REQUESTS };
  await generator.run({ port: server.port, paths, connections: CONNECTIONS, limit });
}

/** Measures a server under load, after a warm-up of one second. */
export async function measureLoad(
  server: Measurable,
  generator: LoadGenerator,
  paths: readonly string[],
  seconds: number,
): Promise<Performance> {
  const load = { port: server.port, paths, connections: CONNECTIONS };
  await generator.run({ ...load, limit: { duration: WARM_UP_SECONDS } });
  const before = await server.usage();
  const result = await generator.run({ ...load, limit: { duration: seconds } });
  const after = await server.usage();
  return {
    requestsPerSecond: result.requests / result.seconds,
    cpuMicros: (after.cpuMicros - before.cpuMicros) / result.requests,
    p99Ms: result.p99Ms,
    rssBytes: after.rssBytes,
    generatorLoad: result.cpuMicros / 1e6 / result.seconds,
  };
}

/** Returns the median of each figure. */
export function medianPerformance(all: readonly Performance[]): Performance {
  return {
    requestsPerSecond: medianOf(all, 'requestsPerSecond'),
    cpuMicros: medianOf(all, 'cpuMicros'),
    p99Ms: medianOf(all, 'p99Ms'),
    rssBytes: medianOf(all, 'rssBytes'),
    generatorLoad: medianOf(all, 'generatorLoad'),
  };
}
