import { markdownTable } from '../report/markdown-table.js';
import type { Finding } from '../section.js';
import type { UsersInfoResults } from './results.js';
import type { PeerName } from './peers.js';

interface Comparison {
  readonly peer: PeerName;
  readonly baseline: PeerName;
  /** The target for the ratio of requests per second, by the number of ids. */
  readonly targets: Readonly<Record<number, number>>;
}

const COMPARISONS: readonly Comparison[] = [
  { peer: 'fastify', baseline: 'raw', targets: { 1: 0.75, 100: 0.95, 1000: 1 } },
  { peer: 'fastify', baseline: 'raw-arrays', targets: {} },
  { peer: 'fastify-cache', baseline: 'raw', targets: { 1: 1, 100: 2.5, 1000: 4 } },
  { peer: 'fastify', baseline: 'naive-fastify', targets: { 1: 1.5, 100: 2.2, 1000: 2.5 } },
  { peer: 'express', baseline: 'naive-express', targets: { 1: 1.2, 100: 1.9, 1000: 2.5 } },
  { peer: 'fastify', baseline: 'php', targets: { 1: 2.4, 100: 2, 1000: 1.5 } },
];

/** Returns a table of ratios of requests per second, with a column for each number of ids. */
export function ratioTables(results: UsersInfoResults): string[] {
  const sizes = [...results.keys()];
  const rows = COMPARISONS.map(({ peer, baseline }) => [
    `${peer} / ${baseline}`,
    ...sizes.map((size) => ratio(results, size, peer, baseline)?.toFixed(2) ?? ''),
  ]).filter(([, ...cells]) => cells.some((cell) => cell !== ''));
  return rows.length > 0 ? [markdownTable(['requests/s ratio', ...sizes.map(formatIds)], rows)] : [];
}

/** Returns the ratios with a target. */
export function ratioFindings(results: UsersInfoResults): Finding[] {
  return COMPARISONS.flatMap(({ peer, baseline, targets }) =>
    Object.entries(targets).flatMap(([size, value]) => {
      const measured = ratio(results, Number(size), peer, baseline);
      if (measured === undefined) return [];
      return {
        name: `Users info, ${formatIds(Number(size))}: requests/s of ${peer} relative to ${baseline}`,
        measured,
        target: { bound: 'at least', value },
      };
    }),
  );
}

export const formatIds = (size: number): string => `${size} ${size === 1 ? 'id' : 'ids'}`;

function ratio(
  results: UsersInfoResults,
  size: number,
  peer: PeerName,
  baseline: PeerName,
): number | undefined {
  const peers = results.get(size);
  const [measured, reference] = [peers?.get(peer), peers?.get(baseline)];
  return measured && reference && measured.requestsPerSecond / reference.requestsPerSecond;
}
