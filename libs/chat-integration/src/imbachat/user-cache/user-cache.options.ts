import { ValidateIf } from '../../options/class-validator.js';
import type { OptionProblem } from '../../chat-integration.errors.js';
import { isPlainObject, problemsOf, Rule } from '../../options/option-rule.js';
import { KeyvRecordStore, type KeyvStore } from './keyv-record-store.js';
import { MemoryRecordStore } from './memory-record-store.js';
import type { RecordStore } from './record-store.js';

/** How users are remembered between two calls of the chat server: in memory, or in a store that instances share. */
export type UserCacheOptions = {
  /** How long a user is remembered, in seconds: 1 to 86,400 (a day). Who is not there is remembered 5 at most. */
  ttlSeconds: number;
} & (
  | {
      /** How many users are kept in memory: 1 to 1,000,000; the least recently used go first. */
      maxUsers: number;
      store?: undefined;
    }
  | {
      maxUsers?: undefined;
      /** A Keyv instance over the store that the instances of the site share, for example over `@keyv/redis`. */
      store: KeyvStore;
    }
);

const MAX_TTL_SECONDS = 86_400;
const MAX_USERS = 1_000_000;
const ABSENT_TTL_SECONDS = 5;

class UserCacheOptionsSchema {
  @Rule(
    {
      expected: `an integer number of seconds from 1 to ${MAX_TTL_SECONDS} (a day)`,
      remedy: 'Give seconds as a number, for example 60; a value of the environment needs Number().',
    },
    (value) => isIntegerUpTo(MAX_TTL_SECONDS, value),
  )
  ttlSeconds: unknown;

  @ValidateIf(({ store }: UserCacheOptionsSchema) => store === undefined)
  @Rule(
    {
      expected: `an integer from 1 to ${MAX_USERS}, or a store in its place`,
      remedy: 'Give maxUsers for a cache in memory, or store for one that instances share.',
    },
    (value) => isIntegerUpTo(MAX_USERS, value),
  )
  maxUsers: unknown;

  @ValidateIf(({ store }: UserCacheOptionsSchema) => store !== undefined)
  @Rule(
    {
      expected: 'a Keyv instance, with getMany, setMany and deleteMany, and no maxUsers beside it',
      remedy: 'Give new Keyv(new KeyvRedis(url)), or maxUsers in its place, not both.',
    },
    (value, { maxUsers }) => isStore(value) && maxUsers === undefined,
  )
  store: unknown;
}

/** What is wrong with raw options of the user cache. */
export function userCacheOptionProblems(raw: unknown): OptionProblem[] {
  return problemsOf(UserCacheOptionsSchema, raw, 'imbachat.userCache');
}

/**
 * The store that the options ask for. The options must have passed the check.
 *
 * @param sitePrefix stands before the keys of a shared store and tells this site's from others'.
 */
export function recordStore(options: UserCacheOptions, sitePrefix: string): RecordStore {
  const { ttlSeconds, maxUsers, store } = options;
  const lifetime = {
    ttlMs: ttlSeconds * 1_000,
    absentTtlMs: Math.min(ttlSeconds, ABSENT_TTL_SECONDS) * 1_000,
  };
  return store ? new KeyvRecordStore(store, sitePrefix, lifetime) : new MemoryRecordStore(maxUsers, lifetime);
}

function isIntegerUpTo(max: number, value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= max;
}

function isStore(value: unknown): boolean {
  return (
    isPlainObject(value) &&
    ['getMany', 'setMany', 'deleteMany'].every((method) => typeof value[method] === 'function')
  );
}
