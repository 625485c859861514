import { Logger } from '@nestjs/common';
import { inTime } from '../../async/in-time.js';
import type { UserId } from '../../users/user-id.js';
import { ABSENT, type RecordBytes, type RecordLifetime, type RecordStore } from './record-store.js';

/** What is used of a Keyv instance, so that the host brings the one of its own version. */
export interface KeyvStore {
  /** The values that are kept, in the order of `keys`. */
  getMany(keys: string[]): Promise<unknown[]>;
  /** Keeps values, each for `ttl` milliseconds. */
  setMany(entries: { key: string; value: string; ttl: number }[]): Promise<unknown>;
  /** Forgets values. */
  deleteMany(keys: string[]): Promise<unknown>;
}

/** How long the store has for an answer, in milliseconds; the provider would not take longer. */
const STORE_TIMEOUT_MS = 250;

/** How long a store that failed is left alone, in milliseconds, so that not every call waits for it. */
const REST_MS = 1_000;

/**
 * Keeps records in a store that several instances of the site share, as JSON text. A store that fails or hangs
 * is told to the log once and left alone for a second; meanwhile nothing is cached.
 */
export class KeyvRecordStore implements RecordStore {
  readonly #logger = new Logger('UserCache');
  readonly #store: KeyvStore;
  readonly #prefix: string;
  readonly #lifetime: RecordLifetime;
  #restsUntil = 0;
  #hasFailed = false;

  /** @param prefix stands before every key, so that sites which share a store do not see each other's users. */
  constructor(store: KeyvStore, prefix: string, lifetime: RecordLifetime) {
    this.#store = store;
    this.#prefix = prefix;
    this.#lifetime = lifetime;
  }

  async getMany(ids: readonly UserId[]): Promise<(RecordBytes | undefined)[]> {
    const values = await this.#ask(() => this.#store.getMany(this.#keysOf(ids)));
    return ids.map((id, index) => readRecord(id, values?.[index]));
  }

  async setMany(ids: readonly UserId[], records: ReadonlyMap<UserId, RecordBytes>): Promise<void> {
    const { ttlMs, absentTtlMs } = this.#lifetime;
    await this.#ask(() =>
      this.#store.setMany(
        ids.map((id) => {
          const record = records.get(id);
          const value = record?.toString('utf8', 1) ?? '';
          return { key: this.#prefix + id, value, ttl: record ? ttlMs : absentTtlMs };
        }),
      ),
    );
  }

  async deleteMany(ids: readonly UserId[]): Promise<void> {
    await this.#ask(() => this.#store.deleteMany(this.#keysOf(ids)));
  }

  #keysOf(ids: readonly UserId[]): string[] {
    return ids.map((id) => this.#prefix + id);
  }

  async #ask<T>(question: () => Promise<T>): Promise<T | undefined> {
    if (performance.now() < this.#restsUntil) return undefined;
    try {
      const answer = await inTime(
        question,
        STORE_TIMEOUT_MS,
        () => new Error(`no answer within ${STORE_TIMEOUT_MS} ms`),
      );
      this.#hasFailed = false;
      return answer;
    } catch (error) {
      if (!this.#hasFailed) {
        this.#logger.error(`The store of the user cache fails, so users are read anew: ${String(error)}`);
      }
      this.#hasFailed = true;
      this.#restsUntil = performance.now() + REST_MS;
      return undefined;
    }
  }
}

/** What another program has left under the key is no record of this user, and is not served. */
function readRecord(id: UserId, value: unknown): RecordBytes | undefined {
  if (value === '') return ABSENT;
  if (typeof value !== 'string' || !value.startsWith(`{"user_id":${id},`) || !value.endsWith('}')) {
    return undefined;
  }
  return Buffer.from(`,${value}`);
}
