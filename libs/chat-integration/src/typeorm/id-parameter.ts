import { isUuid, type UserId } from '../users/user-id.js';
import type { ColumnMetadata } from './column-map.js';
import { dataSourceOf } from './data-source-of.js';
import { isStorable, PLAIN, textParameter, type QueryParameter } from './query-parameter.js';

/**
 * Returns how queries contain ids for the id column; the value is `undefined` when no row can have the id.
 *
 * Ids that the column cannot contain must not reach the database: PostgreSQL would refuse the whole query, and MySQL
 * would read the text `42abc` as the integer 42.
 */
export function idParameter(column: ColumnMetadata): QueryParameter<UserId> {
  const { driver, options } = dataSourceOf(column.entityMetadata);
  const { sql, value } = parameterFor(driver.normalizeType(column), options.type);
  const { transformer } = column;
  if (!transformer) return { sql, value };
  return {
    sql,
    value: (id) => {
      try {
        return value(driver.preparePersistentValue(id, column));
      } catch {
        // A transformer can throw, for example for a number instead of a UUID.
        return undefined;
      }
    },
  };
}

/** The sizes of PostgreSQL's integer types, in bits; it refuses a query with a larger number. */
const POSTGRES_BITS: Readonly<Record<string, number>> = { smallint: 16, integer: 32, bigint: 64 };

/** More bits than any id has. */
const ANY_BITS = 1_024;

function parameterFor(type: string, database: string): QueryParameter<unknown> {
  if (/int|num|dec|double|float|real/.test(type)) {
    const bits = (/postgres/.test(database) && POSTGRES_BITS[type]) || ANY_BITS;
    return { ...PLAIN, value: (value) => (isInteger(value, bits) ? value : undefined) };
  }
  // A UUID column returns lower case, and ids are compared as text.
  if (type === 'uuid') return { ...PLAIN, value: (value) => (isLowerCaseUuid(value) ? value : undefined) };
  const { sql, value: toParameter } = textParameter(database);
  const value = (given: unknown): unknown => {
    const text = typeof given === 'number' || typeof given === 'bigint' ? String(given) : given;
    if (typeof text !== 'string') return text;
    return isStorable(text) ? toParameter(text) : undefined;
  };
  return /binary|blob/.test(type) ? { ...PLAIN, value } : { sql, value };
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
