import type { Performance } from '../load/measure-load.js';
import { barsSvg } from '../report/bars-svg.js';
import { markdownTable } from '../report/markdown-table.js';
import type { Finding, Section } from '../section.js';
import { MEMBERS } from '../site/site.js';
import { LIBRARY_PEERS, PEER_NAMES, PEERS, type PeerName } from './peers.js';
import { formatIds, ratioFindings, ratioTables } from './ratios.js';
import type { UsersInfoResults } from './results.js';
import { growth } from './scaling.js';

/** Returns the section with the ratios, the performance for each number of ids, and the growth of the cost. */
export function usersInfoSection(results: UsersInfoResults): Section {
  const costs = costsOf(results);
  return {
    title: 'Users info',
    text: [
      peersText([...costs.keys()]),
      ...ratioTables(results),
      ...[...results].map(([size, peers]) => usersInfoTable(size, peers)),
      ...scalingTexts([...results.keys()], costs),
    ].join('\n\n'),
    findings: [...ratioFindings(results), ...scalingFindings(costs)],
    ...excerptOf(results),
  };
}

function peersText(names: readonly PeerName[]): string {
  const lines = names.map((name) => `- \`${name}\`: ${PEERS[name].description}`);
  return `Each request is a \`GET /imbachat/api/v1/users/1,2,3\` with authorization. The ${MEMBERS} members are stored in SQLite. Before the measurement, the responses of all servers are compared.

${lines.join('\n')}`;
}

function usersInfoTable(size: number, peers: ReadonlyMap<PeerName, Performance>): string {
  const raw = peers.get('raw');
  const head = [
    'requests/s',
    'relative to raw',
    'CPU µs',
    'relative to raw',
    'p99 ms',
    'RSS MiB',
    'server core',
    'generator core',
  ];
  return markdownTable(
    [formatIds(size), ...head],
    [...peers].map(([name, { requestsPerSecond, cpuMicros, p99Ms, rssBytes, generatorLoad }]) => [
      name,
      requestsPerSecond.toFixed(0),
      raw ? (requestsPerSecond / raw.requestsPerSecond).toFixed(2) : '',
      cpuMicros.toFixed(1),
      raw ? (cpuMicros / raw.cpuMicros).toFixed(2) : '',
      p99Ms.toFixed(2),
      (rssBytes / 2 ** 20).toFixed(0),
      percent((requestsPerSecond * cpuMicros) / 1e6),
      percent(generatorLoad),
    ]),
  );
}

const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;

/** The CPU time per request of each peer, by the number of ids. */
type PeerCosts = ReadonlyMap<PeerName, ReadonlyMap<number, number>>;

function costsOf(results: UsersInfoResults): PeerCosts {
  const sizes = [...results.keys()];
  const costOf = (name: PeerName, size: number): number | undefined =>
    results.get(size)?.get(name)?.cpuMicros;
  const measured = PEER_NAMES.filter((name) => sizes.some((size) => costOf(name, size) !== undefined));
  return new Map(measured.map((name) => [name, new Map(sizes.map((size) => [size, costOf(name, size)!]))]));
}

function scalingTexts(sizes: readonly number[], costs: PeerCosts): string[] {
  if (sizes.length < 2) return [];
  const table = markdownTable(
    ['CPU µs per id', ...sizes.map(formatIds), 'largest growth'],
    [...costs].map(([name, costOf]) => [
      name,
      ...sizes.map((size) => (costOf.get(size)! / size).toFixed(2)),
      growth([...costOf]).toFixed(2),
    ]),
  );
  return [
    'This table shows how the CPU time of a request grows with the number of ids. The last column is the largest growth of the CPU time between two consecutive numbers of ids, divided by the growth of that number. It is at most 1 if the growth is linear or slower.',
    table,
  ];
}

function scalingFindings(costs: PeerCosts): Finding[] {
  return [...costs].flatMap(([name, costOf]) =>
    LIBRARY_PEERS.has(name) && costOf.size > 1
      ? {
          name: `Scaling: growth of the CPU time of ${name} relative to the number of ids`,
          measured: growth([...costOf]),
          target: { bound: 'at most', value: 1 },
        }
      : [],
  );
}

function excerptOf(results: UsersInfoResults): Pick<Section, 'excerpt'> {
  const [table] = ratioTables(results);
  const panels = [...results].flatMap(([size, peers]) => {
    const raw = peers.get('raw');
    if (!raw) return [];
    const bars = [...peers].map(([name, { requestsPerSecond }]) => ({
      label: name,
      value: requestsPerSecond / raw.requestsPerSecond,
      isHighlighted: LIBRARY_PEERS.has(name),
    }));
    return { title: formatIds(size), bars };
  });
  const title = 'Users info: requests per second, relative to plain node:http with a prepared statement';
  return table !== undefined && panels.length > 0
    ? { excerpt: { file: 'README.md', table, plot: barsSvg(title, panels) } }
    : {};
}
