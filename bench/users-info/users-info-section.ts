import type { Performance } from '../load/measure-load.js';
import { markdownTable } from '../report/markdown-table.js';
import type { Finding, Section } from '../section.js';
import type { UsersInfoResults } from './measure-users-info.js';
import type { PeerName } from './peers.js';

/** How many requests a second of one, for each of another, are wanted; by the number of ids. */
const TARGETS: readonly { of: PeerName; beside: PeerName; ratios: Readonly<Record<number, number>> }[] = [
  { of: 'fastify', beside: 'raw', ratios: { 1: 0.75, 100: 0.95, 1000: 1 } },
  { of: 'fastify-cache', beside: 'raw', ratios: { 1: 1, 100: 2.5, 1000: 4 } },
  { of: 'fastify', beside: 'naive-fastify', ratios: { 1: 1.5, 100: 2.2, 1000: 2.5 } },
  { of: 'express', beside: 'naive-express', ratios: { 1: 1.2, 100: 1.9, 1000: 2.5 } },
  { of: 'fastify', beside: 'php', ratios: { 1: 2.4, 100: 2, 1000: 1.5 } },
];

/** What was found of the users info: a table for each number of ids. */
export function usersInfoSection(results: UsersInfoResults): Section {
  return {
    title: 'Users info',
    text: [...results].map(([size, peers]) => usersInfoTable(size, peers)).join('\n\n'),
    findings: findingsOf(results),
  };
}

function usersInfoTable(size: number, peers: ReadonlyMap<PeerName, Performance>): string {
  const raw = peers.get('raw');
  const head = ['requests/s', 'of raw', 'CPU µs', 'of raw', 'p99 ms', 'RSS MiB', 'generator'];
  return markdownTable(
    [`${size} ${size === 1 ? 'id' : 'ids'}`, ...head],
    [...peers].map(([name, { requestsPerSecond, cpuMicros, p99Ms, rssBytes, generatorLoad }]) => [
      name,
      requestsPerSecond.toFixed(0),
      raw ? (requestsPerSecond / raw.requestsPerSecond).toFixed(2) : '',
      cpuMicros.toFixed(1),
      raw ? (cpuMicros / raw.cpuMicros).toFixed(2) : '',
      p99Ms.toFixed(2),
      (rssBytes / 2 ** 20).toFixed(0),
      `${(generatorLoad * 100).toFixed(0)} %`,
    ]),
  );
}

function findingsOf(results: UsersInfoResults): Finding[] {
  return TARGETS.flatMap(({ of, beside, ratios }) =>
    Object.entries(ratios).flatMap(([size, value]) => {
      const peers = results.get(Number(size));
      const [one, other] = [peers?.get(of), peers?.get(beside)];
      if (!one || !other) return [];
      return {
        what: `Users info, ${size} ${size === '1' ? 'id' : 'ids'}: requests a second, ${of} to ${beside}`,
        measured: one.requestsPerSecond / other.requestsPerSecond,
        target: { bound: 'at least', value },
      };
    }),
  );
}
