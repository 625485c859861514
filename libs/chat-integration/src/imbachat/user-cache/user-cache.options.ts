import { ValidateIf } from '../../options/class-validator.js';
import { isIntegerBetween, Option } from '../../options/options.js';
import { isPlainObject } from '../../text/describe.js';
import { KeyvRecordStore, type KeyvStore } from './keyv-record-store.js';
import { MemoryRecordStore } from './memory-record-store.js';
import type { RecordStore } from './record-store.js';

const MAX_TTL_SECONDS = 86_400;
const MAX_USERS = 1_000_000;
const ABSENT_TTL_SECONDS = 5;

/** Options of the user cache: in memory (`maxUsers`), or in a store that instances share (`store`). */
export class UserCacheOptions {
  /** How long a user is cached, in seconds: 1 to 86,400 (a day). Unknown users are cached for at most 5 seconds. */
  @Option(
    {
      expected: `an integer number of seconds from 1 to ${MAX_TTL_SECONDS} (a day)`,
      fix: 'set a number such as 60; convert a value from the environment with Number().',
    },
    isIntegerBetween(1, MAX_TTL_SECONDS),
  )
  ttlSeconds!: number;

  /** How many users are kept in memory: 1 to 1,000,000; the least recently used are removed first. */
  @ValidateIf(({ store }: UserCacheOptions) => store === undefined)
  @Option(
    {
      expected: `an integer from 1 to ${MAX_USERS}, or a store instead`,
      fix: 'set maxUsers for a cache in memory, or store for a cache that instances share.',
    },
    isIntegerBetween(1, MAX_USERS),
  )
  maxUsers?: number | undefined;

  /** A Keyv instance whose store the instances of the site share, for example `@keyv/redis`. */
  @ValidateIf(({ store }: UserCacheOptions) => store !== undefined)
  @Option(
    {
      expected: 'a Keyv instance, with getMany, setMany and deleteMany, and no maxUsers',
      fix: 'set either store, for example to new Keyv(new KeyvRedis(url)), or maxUsers.',
    },
    (value, { maxUsers }) => isStore(value) && maxUsers === undefined,
  )
  store?: KeyvStore | undefined;
}

/**
 * Creates the store for checked options.
 *
 * @param prefix the prefix of the keys in a shared store, which separates this site from others.
 * @param secretKeys the site's secret keys, which seal the records in a shared store.
 * @internal
 */
export function recordStore(
  { ttlSeconds, maxUsers, store }: UserCacheOptions,
  prefix: string,
  secretKeys: readonly string[],
): RecordStore {
  const lifetime = {
    ttlMs: ttlSeconds * 1_000,
    absentTtlMs: Math.min(ttlSeconds, ABSENT_TTL_SECONDS) * 1_000,
  };
  return store
    ? new KeyvRecordStore(store, prefix, lifetime, secretKeys)
    : new MemoryRecordStore(maxUsers!, lifetime);
}

function isStore(value: unknown): boolean {
  return (
    isPlainObject(value) &&
    ['getMany', 'setMany', 'deleteMany'].every((method) => typeof value[method] === 'function')
  );
}
