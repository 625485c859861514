import { Logger } from '@nestjs/common';
import { CircuitBreaker } from '../../async/circuit-breaker.js';
import type { CachedRecord, RecordLifetime, RecordStore } from './record-store.js';

/**
 * The part of a Keyv instance that is used, so that any version of Keyv works. Create Keyv and its adapter with
 * `throwOnErrors: true`; otherwise a failing store looks empty.
 */
export interface KeyvStore {
  /** Whether the methods reject when the store fails. */
  readonly throwOnErrors?: boolean;
  /** Resolves to the values, in the order of `keys`. */
  getMany(keys: string[]): Promise<unknown[]>;
  /** Stores values, each for `ttl` milliseconds. */
  setMany(entries: { key: string; value: string; ttl: number }[]): Promise<unknown>;
  /** Deletes values. */
  deleteMany(keys: string[]): Promise<unknown>;
}

/** Stores records in a store that the instances of the site share. While the store fails, nothing is cached. @internal */
export class KeyvRecordStore implements RecordStore {
  readonly #circuit = new CircuitBreaker(
    new Logger('UserCache'),
    'The store of the user cache fails, so every call reads from the UserProvider',
  );
  readonly #store: KeyvStore;
  readonly #prefix: string;
  readonly #lifetime: RecordLifetime;

  /** @param prefix the prefix of every key, so that sites that share a store do not see each other's users. */
  constructor(store: KeyvStore, prefix: string, lifetime: RecordLifetime) {
    this.#store = store;
    this.#prefix = prefix;
    this.#lifetime = lifetime;
  }

  async getMany(numbers: readonly number[]): Promise<(CachedRecord | undefined)[]> {
    const values = await this.#circuit.run(() => this.#store.getMany(this.#keysOf(numbers)));
    return numbers.map((number, index) => readRecord(number, values?.[index]));
  }

  async setMany(numbers: readonly number[], records: ReadonlyMap<number, CachedRecord>): Promise<void> {
    const { ttlMs, absentTtlMs } = this.#lifetime;
    await this.#circuit.run(() =>
      this.#store.setMany(
        numbers.map((number) => {
          const value = records.get(number) ?? '';
          return { key: this.#prefix + number, value, ttl: value ? ttlMs : absentTtlMs };
        }),
      ),
    );
  }

  async deleteMany(numbers: readonly number[]): Promise<void> {
    const { ttlMs } = this.#lifetime;
    await this.#circuit.runAlways(
      () => this.#store.deleteMany(this.#keysOf(numbers)),
      `Users could not be invalidated, so their old data may be served for up to ${ttlMs / 1_000} seconds`,
    );
  }

  #keysOf(numbers: readonly number[]): string[] {
    return numbers.map((number) => this.#prefix + number);
  }
}

/** Reads a stored record; any value that is not a record of this user is ignored. */
function readRecord(number: number, value: unknown): CachedRecord | undefined {
  if (typeof value !== 'string') return undefined;
  const isRecord = value.startsWith(`{"user_id":${number},`) && value.endsWith('}');
  return isRecord || value === '' ? value : undefined;
}
