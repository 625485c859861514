import { Logger } from '@nestjs/common';
import { GuardedStore } from '../../async/guarded-store.js';
import type { UserId } from '../../users/user-id.js';
import {
  ABSENT,
  recordBytes,
  type RecordBytes,
  type RecordLifetime,
  type RecordStore,
} from './record-store.js';

/**
 * What is used of a Keyv instance, so that the host brings the one of its own version. Make it and its adapter with
 * `throwOnErrors`, so that a store which fails does not look like one that is empty.
 */
export interface KeyvStore {
  /** Whether a store that fails is told apart from one that is empty. */
  readonly throwOnErrors?: boolean;
  /** The values that are kept, in the order of `keys`. */
  getMany(keys: string[]): Promise<unknown[]>;
  /** Keeps values, each for `ttl` milliseconds. */
  setMany(entries: { key: string; value: string; ttl: number }[]): Promise<unknown>;
  /** Forgets values. */
  deleteMany(keys: string[]): Promise<unknown>;
}

/**
 * Keeps records in a store that several instances of the site share, as JSON text. While the store fails or
 * hangs, nothing is cached.
 */
export class KeyvRecordStore implements RecordStore {
  readonly #guarded = new GuardedStore(
    new Logger('UserCache'),
    'The store of the user cache fails, so users are read anew',
  );
  readonly #store: KeyvStore;
  readonly #prefix: string;
  readonly #lifetime: RecordLifetime;

  /** @param prefix stands before every key, so that sites which share a store do not see each other's users. */
  constructor(store: KeyvStore, prefix: string, lifetime: RecordLifetime) {
    this.#store = store;
    this.#prefix = prefix;
    this.#lifetime = lifetime;
  }

  async getMany(ids: readonly UserId[]): Promise<(RecordBytes | undefined)[]> {
    const values = await this.#guarded.ask(() => this.#store.getMany(this.#keysOf(ids)));
    return ids.map((id, index) => readRecord(id, values?.[index]));
  }

  async setMany(ids: readonly UserId[], records: ReadonlyMap<UserId, RecordBytes>): Promise<void> {
    const { ttlMs, absentTtlMs } = this.#lifetime;
    await this.#guarded.ask(() =>
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
    const { ttlMs } = this.#lifetime;
    await this.#guarded.insist(
      () => this.#store.deleteMany(this.#keysOf(ids)),
      `Users could not be invalidated, so they are served as they were for up to ${ttlMs / 1_000} seconds`,
    );
  }

  #keysOf(ids: readonly UserId[]): string[] {
    return ids.map((id) => this.#prefix + id);
  }
}

/** What another program has left under the key is no record of this user, and is not served. */
function readRecord(id: UserId, value: unknown): RecordBytes | undefined {
  if (value === '') return ABSENT;
  if (typeof value !== 'string' || !value.startsWith(`{"user_id":${id},`) || !value.endsWith('}')) {
    return undefined;
  }
  return recordBytes(value);
}
