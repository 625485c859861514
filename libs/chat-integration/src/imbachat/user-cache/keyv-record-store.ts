import { Logger } from '@nestjs/common';
import { CircuitBreaker } from '../../async/circuit-breaker.js';
import { RateLimitedLogger } from '../../telemetry/rate-limited-logger.js';
import { quote } from '../../text/describe.js';
import type { CachedRecord, RecordLifetime, RecordStore } from './record-store.js';
import { RecordSealer } from './record-sealer.js';

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

/**
 * Stores records in a store that the instances of the site share. Others may write to it, so every record is sealed:
 * any other value counts as missing, and is overwritten. While the store fails, nothing is cached.
 *
 * @internal
 */
export class KeyvRecordStore implements RecordStore {
  readonly #warnings = new RateLimitedLogger('UserCache');
  readonly #circuit = new CircuitBreaker(
    new Logger('UserCache'),
    'The store of the user cache fails, so every call reads from the UserProvider',
  );
  readonly #store: KeyvStore;
  readonly #prefix: string;
  readonly #lifetime: RecordLifetime;
  readonly #sealer: RecordSealer;

  /**
   * @param prefix the prefix of every key, so that sites that share a store do not see each other's users.
   * @param secretKeys the site's secret keys, which seal the records.
   */
  constructor(store: KeyvStore, prefix: string, lifetime: RecordLifetime, secretKeys: readonly string[]) {
    this.#store = store;
    this.#prefix = prefix;
    this.#lifetime = lifetime;
    this.#sealer = new RecordSealer(secretKeys, prefix);
  }

  async getMany(numbers: readonly number[]): Promise<(CachedRecord | undefined)[]> {
    const values = await this.#circuit.run(() => this.#read(this.#keysOf(numbers)));
    const now = Date.now();
    return numbers.map((number, index) => {
      const value = values?.[index] ?? undefined;
      if (value === undefined) return undefined;
      const record = this.#sealer.open(number, value, now);
      if (record === undefined) this.#warn(number, 'this site did not write it, or it has expired');
      return record;
    });
  }

  async setMany(numbers: readonly number[], records: ReadonlyMap<number, CachedRecord>): Promise<void> {
    const { ttlMs, absentTtlMs } = this.#lifetime;
    const now = Date.now();
    await this.#circuit.run(() =>
      this.#store.setMany(
        numbers.map((number) => {
          const record = records.get(number) ?? '';
          const ttl = record ? ttlMs : absentTtlMs;
          return { key: this.#prefix + number, value: this.#sealer.seal(number, record, now + ttl), ttl };
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

  /**
   * Reads values. Keyv reads none of them if one cannot be parsed, so this value is searched by halving the list, and
   * deleted. If the store itself fails, the deletion does too.
   */
  async #read(keys: string[]): Promise<readonly unknown[]> {
    try {
      return await this.#store.getMany(keys);
    } catch (error) {
      if (keys.length > 1) {
        const middle = Math.ceil(keys.length / 2);
        return [...(await this.#read(keys.slice(0, middle))), ...(await this.#read(keys.slice(middle)))];
      }
      await this.#store.deleteMany(keys);
      this.#warn(keys[0]!.slice(this.#prefix.length), quote(String(error)));
      return [undefined];
    }
  }

  #warn(number: number | string, reason: string): void {
    this.#warnings.warn(
      'value',
      `The store of the user cache has a value for user ${number} that is not used: ${reason}. The user is read again, ` +
        'and the value is overwritten. Check who writes to the store. Further values are not logged for an hour.',
    );
  }

  #keysOf(numbers: readonly number[]): string[] {
    return numbers.map((number) => this.#prefix + number);
  }
}
