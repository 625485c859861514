import { parseArgs } from 'node:util';
import { SERVER_NAMES } from './processes/server-process.js';

/** What to run, and how long. */
export interface Options {
  /** Servers by name. */
  readonly only: ReadonlySet<string>;
  /** How many ids are asked for in a request. */
  readonly ids: readonly number[];
  /** How long each measurement takes. */
  readonly seconds: number;
  readonly rounds: number;
  /** Whether the documents are written. */
  readonly write: boolean;
}

/**
 * Reads the command line.
 *
 * @throws {TypeError} when it cannot be understood.
 */
export function parseOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', default: SERVER_NAMES.join() },
      ids: { type: 'string', default: '1,10,100,1000' },
      seconds: { type: 'string', default: '3' },
      rounds: { type: 'string', default: '3' },
      write: { type: 'boolean', default: false },
    },
  });
  const only = values.only.split(',');
  const unknown = only.filter((name) => !SERVER_NAMES.includes(name as never));
  if (unknown.length > 0) {
    throw new TypeError(
      `Expected --only to name some of ${SERVER_NAMES.join(', ')}; got ${unknown.join(', ')}.`,
    );
  }
  return {
    only: new Set(only),
    ids: values.ids.split(',').map((text) => positive('ids', text)),
    seconds: positive('seconds', values.seconds),
    rounds: positive('rounds', values.rounds),
    write: values.write,
  };
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (value > 0) return value;
  throw new TypeError(`Expected --${name} to be a number above 0; got "${text}".`);
}
