import { medianOf } from '../report/median.js';
import type { Usage } from '../servers/serve.js';
import type { LoadGenerator } from './load-generator.js';

/** How many clients ask at once. */
export const CONNECTIONS = 16;
const WARM_UP_REQUESTS = 5_000;
const WARM_UP_SECONDS = 1;

/** What can be put under load. */
export interface Measurable {
  readonly port: number;
  usage(): Promise<Usage>;
}

/** What a server made of a load. */
export interface Performance {
  readonly requestsPerSecond: number;
  /** CPU time of the server for each request, in microseconds. */
  readonly cpuMicros: number;
  /** The time in which 99 of 100 requests were answered, in milliseconds. */
  readonly p99Ms: number;
  readonly rssBytes: number;
  /** The part of its core that the load generator used; near 1, it is the generator that was measured. */
  readonly generatorLoad: number;
}

/** Lets a server, however busy the machine is, be compiled and optimized. */
export async function warmUp(
  server: Measurable,
  generator: LoadGenerator,
  paths: readonly string[],
): Promise<void> {
  const limit = { amount: WARM_UP_REQUESTS };
  await generator.put({ port: server.port, paths, connections: CONNECTIONS, limit });
}

/** Puts a server under load, after a second in which it gets used to it. */
export async function measureLoad(
  server: Measurable,
  generator: LoadGenerator,
  paths: readonly string[],
  seconds: number,
): Promise<Performance> {
  const load = { port: server.port, paths, connections: CONNECTIONS };
  await generator.put({ ...load, limit: { duration: WARM_UP_SECONDS } });
  const before = await server.usage();
  const result = await generator.put({ ...load, limit: { duration: seconds } });
  const after = await server.usage();
  return {
    requestsPerSecond: result.requests / result.seconds,
    cpuMicros: (after.cpuMicros - before.cpuMicros) / result.requests,
    p99Ms: result.p99Ms,
    rssBytes: after.rssBytes,
    generatorLoad: result.cpuMicros / 1e6 / result.seconds,
  };
}

/** The median of each figure. */
export function medianPerformance(all: readonly Performance[]): Performance {
  return {
    requestsPerSecond: medianOf(all, 'requestsPerSecond'),
    cpuMicros: medianOf(all, 'cpuMicros'),
    p99Ms: medianOf(all, 'p99Ms'),
    rssBytes: medianOf(all, 'rssBytes'),
    generatorLoad: medianOf(all, 'generatorLoad'),
  };
}
