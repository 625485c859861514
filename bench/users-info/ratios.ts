import { markdownTable } from '../report/markdown-table.js';
import type { Finding } from '../section.js';
import type { UsersInfoResults } from './measure-users-info.js';
import type { PeerName } from './peers.js';

interface Comparison {
  readonly of: PeerName;
  readonly beside: PeerName;
  /** How many requests a second of one, for each of the other, are wanted; by the number of ids. */
  readonly targets: Readonly<Record<number, number>>;
}

const COMPARISONS: readonly Comparison[] = [
  { of: 'fastify', beside: 'raw', targets: { 1: 0.75, 100: 0.95, 1000: 1 } },
  { of: 'fastify', beside: 'raw-arrays', targets: {} },
  { of: 'fastify-cache', beside: 'raw', targets: { 1: 1, 100: 2.5, 1000: 4 } },
  { of: 'fastify', beside: 'naive-fastify', targets: { 1: 1.5, 100: 2.2, 1000: 2.5 } },
  { of: 'express', beside: 'naive-express', targets: { 1: 1.2, 100: 1.9, 1000: 2.5 } },
  { of: 'fastify', beside: 'php', targets: { 1: 2.4, 100: 2, 1000: 1.5 } },
];

/** How many requests a second one answers for each of another; a row for each two, a column for each number of ids. */
export function ratiosTexts(results: UsersInfoResults): string[] {
  const sizes = [...results.keys()];
  const rows = COMPARISONS.map(({ of, beside }) => [
    `${of} to ${beside}`,
    ...sizes.map((size) => ratio(results, size, of, beside)?.toFixed(2) ?? ''),
  ]).filter(([, ...cells]) => cells.some((cell) => cell !== ''));
  return rows.length > 0 ? [markdownTable(['requests a second', ...sizes.map(idsText)], rows)] : [];
}

/** The ratios for which there is a target. */
export function ratioFindings(results: UsersInfoResults): Finding[] {
  return COMPARISONS.flatMap(({ of, beside, targets }) =>
    Object.entries(targets).flatMap(([size, value]) => {
      const measured = ratio(results, Number(size), of, beside);
      if (measured === undefined) return [];
      return {
        what: `Users info, ${idsText(Number(size))}: requests a second, ${of} to ${beside}`,
        measured,
        target: { bound: 'at least', value },
      };
    }),
  );
}

export const idsText = (size: number): string => `${size} ${size === 1 ? 'id' : 'ids'}`;

function ratio(results: UsersInfoResults, size: number, of: PeerName, beside: PeerName): number | undefined {
  const peers = results.get(size);
  const [one, other] = [peers?.get(of), peers?.get(beside)];
  return one && other && one.requestsPerSecond / other.requestsPerSecond;
}
