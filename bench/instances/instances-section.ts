import type { Performance } from '../load/measure-load.js';
import { markdownTable } from '../report/markdown-table.js';
import type { Section } from '../section.js';

const TITLE = 'Instances';

/** The performance of a deployment on each HTTP adapter. */
export interface DeploymentResult {
  readonly name: string;
  readonly performances: readonly { readonly adapter: string; readonly performance: Performance }[];
}

/** Returns the section with the results of all deployments. */
export function instancesSection(results: readonly DeploymentResult[]): Section {
  const table = markdownTable(
    ['deployment', 'adapter', 'CPU µs per request', 'p99 ms', 'RSS MiB', 'requests/s'],
    results.flatMap(({ name, performances }) =>
      performances.map(({ adapter, performance: { cpuMicros, p99Ms, rssBytes, requestsPerSecond } }) => [
        name,
        adapter,
        cpuMicros.toFixed(0),
        p99Ms.toFixed(1),
        (rssBytes / 2 ** 20).toFixed(0),
        requestsPerSecond.toFixed(0),
      ]),
    ),
  );
  return {
    title: TITLE,
    text: `Each users info request contains the ids of 20 of the demo's 1000 members, which are stored in PostgreSQL. With a cache, all members are cached. CPU time and memory include only the processes of the demo, which share one core. PostgreSQL, Redis, nginx and the load generator use the other cores.

${table}`,
    findings: [],
    excerpt: { file: 'docs/scaling.md', table },
  };
}

/** Returns the section for a system on which required services are unavailable. */
export function unavailableSection(missing: readonly string[]): Section {
  return { title: TITLE, text: `Not measured. Unavailable services: ${missing.join(', ')}.`, findings: [] };
}
