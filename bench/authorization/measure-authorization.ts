import { LoadGenerator } from '../load/load-generator.js';
import { measureLoad, medianPerformance, type Performance, warmUp } from '../load/measure-load.js';
import { ServerProcess } from '../processes/server-process.js';
import { markdownTable } from '../report/markdown-table.js';
import type { Context, Section } from '../section.js';

const ROUTES = ['open', 'guarded'] as const;

/** Measures the CPU time that `BasicAuthGuard` adds to a request, on Fastify. */
export async function measureAuthorization({ options, log }: Context): Promise<Section> {
  const { rounds, seconds } = options;
  const measured = { open: [] as Performance[], guarded: [] as Performance[] };
  const generator = LoadGenerator.start();
  try {
    for (let round = 1; round <= rounds; round++) {
      log(`authorization, round ${round} of ${rounds}`);
      const server = await ServerProcess.start(['guarded', 'fastify'], {});
      try {
        await warmUp(
          server,
          generator,
          ROUTES.map((route) => `/${route}`),
        );
        for (const route of ROUTES) {
          measured[route].push(await measureLoad(server, generator, [`/${route}`], seconds));
        }
      } finally {
        await server.stop();
      }
    }
  } finally {
    await generator.stop();
  }
  const [open, guarded] = [medianPerformance(measured.open), medianPerformance(measured.guarded)];
  const added = guarded.cpuMicros - open.cpuMicros;
  return {
    title: 'Authorization',
    text: markdownTable(
      ['route', 'requests/s', 'CPU µs'],
      [
        ['without a guard', open.requestsPerSecond.toFixed(0), open.cpuMicros.toFixed(1)],
        ['with BasicAuthGuard', guarded.requestsPerSecond.toFixed(0), guarded.cpuMicros.toFixed(1)],
        ['difference', '', added.toFixed(1)],
      ],
    ),
    findings: [
      {
        name: 'Authorization: CPU time that BasicAuthGuard adds to a request',
        measured: added,
        target: { bound: 'at most', value: 25, unit: ' µs' },
      },
    ],
  };
}
