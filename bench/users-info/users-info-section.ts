import type { Performance } from '../load/measure-load.js';
import { barsSvg } from '../report/bars-svg.js';
import { markdownTable } from '../report/markdown-table.js';
import type { Finding, Section } from '../section.js';
import { MEMBERS } from '../site/site.js';
import type { UsersInfoResults } from './measure-users-info.js';
import { OWN_PEERS, PEER_NAMES, PEERS, type PeerName } from './peers.js';
import { idsText, ratioFindings, ratiosTexts } from './ratios.js';
import { growth } from './scaling.js';

/** What was found of the users info: ratios, a table for each number of ids, and how the cost grows with it. */
export function usersInfoSection(results: UsersInfoResults): Section {
  const costs = costsOf(results);
  return {
    title: 'Users info',
    text: [
      peersText([...costs.keys()]),
      ...ratiosTexts(results),
      ...[...results].map(([size, peers]) => usersInfoTable(size, peers)),
      ...scalingTexts([...results.keys()], costs),
    ].join('\n\n'),
    findings: [...ratioFindings(results), ...scalingFindings(costs)],
    ...inShortOf(results),
  };
}

function peersText(names: readonly PeerName[]): string {
  const lines = names.map((name) => `- \`${name}\`: ${PEERS[name].what}`);
  return `\`GET /imbachat/api/v1/users/1,2,3\` over ${MEMBERS} members in SQLite, with authorization. All answers are compared before anything is measured.

${lines.join('\n')}`;
}

function usersInfoTable(size: number, peers: ReadonlyMap<PeerName, Performance>): string {
  const raw = peers.get('raw');
  const head = [
    'requests/s',
    'of raw',
    'CPU µs',
    'of raw',
    'p99 ms',
    'RSS MiB',
    'server core',
    'generator core',
  ];
  return markdownTable(
    [idsText(size), ...head],
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

/** The CPU time of a request to each peer, by the number of ids. */
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
    ['CPU µs for each id', ...sizes.map(idsText), 'largest growth'],
    [...costs].map(([name, costOf]) => [
      name,
      ...sizes.map((size) => (costOf.get(size)! / size).toFixed(2)),
      growth([...costOf]).toFixed(2),
    ]),
  );
  return [
    'How the cost of a request grows with its number of ids. The last column is the largest growth of the cost from one number of ids to the next, divided by that of the number: at most 1 where the cost grows no faster.',
    table,
  ];
}

function scalingFindings(costs: PeerCosts): Finding[] {
  return [...costs].flatMap(([name, costOf]) =>
    OWN_PEERS.has(name) && costOf.size > 1
      ? {
          what: `Scaling: growth of the CPU time of ${name} to that of the number of ids`,
          measured: growth([...costOf]),
          target: { bound: 'at most', value: 1 },
        }
      : [],
  );
}

function inShortOf(results: UsersInfoResults): Pick<Section, 'inShort'> {
  const [table] = ratiosTexts(results);
  const panels = [...results].flatMap(([size, peers]) => {
    const raw = peers.get('raw');
    if (!raw) return [];
    const bars = [...peers].map(([name, { requestsPerSecond }]) => ({
      label: name,
      value: requestsPerSecond / raw.requestsPerSecond,
      isOwn: OWN_PEERS.has(name),
    }));
    return { title: idsText(size), bars };
  });
  const title = 'Users info: requests a second, as a multiple of bare node:http with a prepared statement';
  return table !== undefined && panels.length > 0
    ? { inShort: { file: 'README.md', table, plot: barsSvg(title, panels) } }
    : {};
}
