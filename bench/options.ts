import { parseArgs } from 'node:util';

/** What the library answers in one request, by default. */
const MAX_IDS = 1_000;

/** What to run, and how long. */
export interface Options {
  /** The parts that run. */
  readonly parts: ReadonlySet<string>;
  /** Which peers the users info is asked of. */
  readonly peers: ReadonlySet<string>;
  /** How many ids are asked for in a request, from few to many. */
  readonly ids: readonly number[];
  /** How long each measurement under load takes. */
  readonly seconds: number;
  readonly rounds: number;
  /** Whether the results are written into `docs/`. */
  readonly write: boolean;
}

/**
 * Reads the command line.
 *
 * @param peers the names of all peers; one of them selects the part `users-info`, with the peers named alone.
 * @param parts the names of all parts.
 * @throws {TypeError} when it cannot be understood.
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
    throw new TypeError('Expected --write without --only and --ids: what is written is of everything.');
  }
  const only = new Set((values.only ?? parts.join()).split(','));
  for (const name of only) {
    if (peers.includes(name) || parts.includes(name)) continue;
    throw new TypeError(`Expected --only to name some of ${[...parts, ...peers].join(', ')}; got "${name}".`);
  }
  const chosenPeers = peers.filter((name) => only.has(name));
  if (chosenPeers.length > 0) only.add('users-info');
  return {
    parts: new Set(parts.filter((name) => only.has(name))),
    peers: new Set(chosenPeers.length > 0 ? chosenPeers : peers),
    ids: numbersOfIds(values.ids ?? '1,10,100,1000'),
    seconds: positiveInteger('seconds', values.seconds),
    rounds: positiveInteger('rounds', values.rounds),
    write: values.write,
  };
}

function numbersOfIds(list: string): number[] {
  const numbers = new Set(list.split(',').map((text) => positiveInteger('ids', text)));
  const most = Math.max(...numbers);
  if (most > MAX_IDS) throw new TypeError(`Expected --ids to be at most ${MAX_IDS}; got "${most}".`);
  return [...numbers].toSorted((one, other) => one - other);
}

function positiveInteger(name: string, text: string): number {
  if (/^[1-9][0-9]{0,8}$/.test(text)) return Number(text);
  throw new TypeError(`Expected --${name} to be an integer above 0; got "${text}".`);
}
