import type { Performance } from '../load/measure-load.js';
import { markdownTable } from '../report/markdown-table.js';
import type { Section } from '../section.js';

const TITLE = 'Instances';

/** How one way to run a site did on each HTTP adapter. */
export interface DeploymentResult {
  readonly what: string;
  readonly performances: readonly { readonly adapter: string; readonly performance: Performance }[];
}

/** What was found of the ways to run a site. */
export function instancesSection(results: readonly DeploymentResult[]): Section {
  const table = markdownTable(
    ['', 'on', 'CPU µs a request', 'p99 ms', 'RSS MiB', 'requests/s'],
    results.flatMap(({ what, performances }) =>
      performances.map(({ adapter, performance: { cpuMicros, p99Ms, rssBytes, requestsPerSecond } }) => [
        what,
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
    text: `A users info request for 20 of the demo's 1000 members, over PostgreSQL; where there is a cache, all of them are remembered. CPU time and memory are those of the demo's processes alone, all of which share one core; PostgreSQL, Redis, nginx and the load have the rest of the machine.

${table}`,
    findings: [],
    inShort: { file: 'docs/scaling.md', table },
  };
}

/** The section where something is missing that a site of many instances needs. */
export function notMeasured(missing: readonly string[]): Section {
  return { title: TITLE, text: `Not measured: there was no ${missing.join(', no ')}.`, findings: [] };
}
