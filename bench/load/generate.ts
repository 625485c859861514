// Sends requests to a server. Runs in a separate process.
import autocannon, { type Result } from 'autocannon';
import { AUTHORIZATION } from '../site/site.js';
import type { Load, LoadResult } from './load-generator.js';

process.on('message', (load: Load) => {
  void run(load).then((result) => process.send?.(result));
});
process.on('disconnect', () => process.exit());

async function run({ port, paths, connections, limit }: Load): Promise<LoadResult> {
  const latencies: number[] = [];
  const before = process.cpuUsage();
  const since = performance.now();
  let until = since;
  let connection = 0;
  const result = await new Promise<Result>((resolve, reject) => {
    autocannon(
      {
        url: `http://127.0.0.1:${port}`,
        connections,
        ...limit,
        // The interval in milliseconds at which autocannon checks the duration.
        sampleInt: 50,
        headers: { authorization: AUTHORIZATION },
        setupClient: (client) => {
          // Each connection starts at a different position in the list.
          const start = Math.floor((connection++ * paths.length) / connections);
          client.setRequests([...paths.slice(start), ...paths.slice(0, start)].map((path) => ({ path })));
        },
      },
      (error: Error | null, finished) => (error ? reject(error) : resolve(finished)),
    ).on('response', (_client, _status, _bytes, milliseconds) => {
      latencies.push(milliseconds);
      until = performance.now();
    });
  });
  const { user, system } = process.cpuUsage(before);
  latencies.sort((one, other) => one - other);
  // When the duration is over, each connection still waits for one response.
  const inFlight = 'duration' in limit ? connections : 0;
  const lost = Math.max(0, result.requests.sent - latencies.length - inFlight);
  return {
    requests: latencies.length,
    failed: result.errors + result.non2xx + lost,
    seconds: (until - since) / 1000,
    p99Ms: latencies[Math.floor(latencies.length * 0.99)] ?? Number.NaN,
    cpuMicros: user + system,
  };
}
