import { SERVER_NAMES, type ServerName } from '../processes/server-process.js';
import type { Measurement } from '../users-info.js';
import { markdownTable } from './markdown-table.js';
import { median } from './median.js';

/** The medians of all rounds, a table for each number of ids. */
export function usersInfoReport(measurements: readonly Measurement[]): string {
  const sizes = [...new Set(measurements.map(({ ids }) => ids))];
  const servers = SERVER_NAMES.filter((name) => measurements.some(({ server }) => server === name));
  return sizes.map((ids) => usersInfoTable(medians(measurements, servers, ids), ids)).join('\n\n');
}

type Medians = Omit<Measurement, 'ids'>;

function usersInfoTable(rows: readonly Medians[], ids: number): string {
  const raw = rows.find(({ server }) => server === 'raw');
  const head = [`${ids} ids`, 'requests/s', 'of raw', 'CPU µs', 'of raw', 'p99 ms', 'RSS MiB', 'generator'];
  return markdownTable(
    head,
    rows.map((row) => [
      row.server,
      row.requestsPerSecond.toFixed(0),
      raw ? (row.requestsPerSecond / raw.requestsPerSecond).toFixed(2) : '',
      row.cpuMicros.toFixed(1),
      raw ? (row.cpuMicros / raw.cpuMicros).toFixed(2) : '',
      row.p99Ms.toFixed(2),
      (row.rssBytes / 2 ** 20).toFixed(0),
      `${(row.generatorLoad * 100).toFixed(0)} %`,
    ]),
  );
}

function medians(
  measurements: readonly Measurement[],
  servers: readonly ServerName[],
  ids: number,
): Medians[] {
  return servers.map((server) => {
    const own = measurements.filter((one) => one.server === server && one.ids === ids);
    const of = (key: keyof Omit<Measurement, 'server' | 'ids'>): number => median(own.map((one) => one[key]));
    return {
      server,
      requestsPerSecond: of('requestsPerSecond'),
      cpuMicros: of('cpuMicros'),
      p99Ms: of('p99Ms'),
      rssBytes: of('rssBytes'),
      generatorLoad: of('generatorLoad'),
    };
  });
}
