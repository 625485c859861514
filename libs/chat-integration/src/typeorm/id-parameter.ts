import { isUuid, type UserId } from '../users/user-id.js';
import type { ColumnMetadata } from './column-map.js';
import { dataSourceOf } from './data-source-of.js';

/** Returns the parameter for an id in a query; `undefined` when no row can have the id. */
export type ToParameter = (id: UserId) => unknown;

/**
 * Returns a function that converts ids to query parameters for the id column.
 *
 * Ids that the column cannot contain must not reach the database: PostgreSQL would refuse the whole query, and MySQL
 * would read the text `42abc` as the integer 42.
 */
export function idParameter(column: ColumnMetadata): ToParameter {
  const { driver, options } = dataSourceOf(column.entityMetadata);
  const convert = converterFor(driver.normalizeType(column), options.type);
  const { transformer } = column;
  if (!transformer) return convert;
  return (id) => {
    try {
      return convert(driver.preparePersistentValue(id, column));
    } catch {
      // A transformer can throw, for example for a number instead of a UUID.
      return undefined;
    }
  };
}

/** The sizes of PostgreSQL's integer types, in bits; it refuses a query with a larger number. */
const POSTGRES_BITS: Readonly<Record<string, number>> = { smallint: 16, integer: 32, bigint: 64 };

/** More bits than any id has. */
const ANY_BITS = 1_024;

function converterFor(type: string, database: string): (value: unknown) => unknown {
  if (/int|num|dec|double|float|real/.test(type)) {
    const bits = (/postgres/.test(database) && POSTGRES_BITS[type]) || ANY_BITS;
    return (value) => (isInteger(value, bits) ? value : undefined);
  }
  // A UUID column returns lower case, and ids are compared as text.
  if (type === 'uuid') return (value) => (isLowerCaseUuid(value) ? value : undefined);
  return (value) => (typeof value === 'number' || typeof value === 'bigint' ? String(value) : value);
}

/** Returns whether a value is an integer of at most this size, or its decimal text. */
function isInteger(value: unknown, bits: number): boolean {
  if (typeof value === 'number') return Number.isSafeInteger(value) && Math.abs(value) < 2 ** (bits - 1);
  const text = String(value);
  return /^(?:0|-?[1-9][0-9]*)$/.test(text) && BigInt.asIntN(bits, BigInt(text)) === BigInt(text);
}

function isLowerCaseUuid(value: unknown): boolean {
  return typeof value === 'string' && isUuid(value) && value === value.toLowerCase();
}
