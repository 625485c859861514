import { parseArgs } from 'node:util';

/** The library's default limit of ids per request. */
const MAX_IDS = 1_000;

/** The options of the command line. */
export interface Options {
  /** The parts to run. */
  readonly parts: ReadonlySet<string>;
  /** The peers to measure in the part `users-info`. */
  readonly peers: ReadonlySet<string>;
  /** The numbers of ids per request, in ascending order. */
  readonly ids: readonly number[];
  /** The duration of each load test. */
  readonly seconds: number;
  readonly rounds: number;
  /** Whether the results are written to the documentation. */
  readonly write: boolean;
}

/**
 * Parses the command line.
 *
 * @param peers The names of all peers. Peers in `--only` select the part `users-info` with only these peers.
 * @param parts The names of all parts.
 * @throws {TypeError} If an option is invalid.
 */
export function parseOptions(
  args: readonly string[],
  peers: readonly string[],
  parts: readonly string[],
): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      ids: { type: 'string' },
      seconds: { type: 'string', default: '3' },
      rounds: { type: 'string', default: '3' },
      write: { type: 'boolean', default: false },
    },
  });
  if (values.write && (values.only !== undefined || values.ids !== undefined)) {
    throw new TypeError(
      'Expected --write without --only and --ids, because only complete results are written.',
    );
  }
  const only = new Set((values.only ?? parts.join()).split(','));
  for (const name of only) {
    if (peers.includes(name) || parts.includes(name)) continue;
    throw new TypeError(
      `Expected --only to list some of ${[...parts, ...peers].join(', ')} but got "${name}".`,
    );
  }
  const selectedPeers = peers.filter((name) => only.has(name));
  if (selectedPeers.length > 0) only.add('users-info');
  return {
    parts: new Set(parts.filter((name) => only.has(name))),
    peers: new Set(selectedPeers.length > 0 ? selectedPeers : peers),
    ids: idCounts(values.ids ?? '1,10,100,1000'),
    seconds: positiveInteger('seconds', values.seconds),
    rounds: positiveInteger('rounds', values.rounds),
    write: values.write,
  };
}

function idCounts(list: string): number[] {
  const counts = new Set(list.split(',').map((text) => positiveInteger('ids', text)));
  const highest = Math.max(...counts);
  if (highest > MAX_IDS) {
    throw new TypeError(`Expected --ids to be at most ${MAX_IDS} but got "${highest}".`);
  }
  return [...counts].toSorted((one, other) => one - other);
}

function positiveInteger(name: string, text: string): number {
  if (/^[1-9][0-9]{0,8}$/.test(text)) return Number(text);
  throw new TypeError(`Expected --${name} to be a positive integer but got "${text}".`);
}
