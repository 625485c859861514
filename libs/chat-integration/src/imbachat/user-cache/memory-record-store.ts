import { LRUCache } from 'lru-cache';
import type { UserId } from '../../users/user-id.js';
import { ABSENT, type RecordBytes, type RecordLifetime, type RecordStore } from './record-store.js';

/** Keeps records in the memory of this process; the least recently used go first. */
export class MemoryRecordStore implements RecordStore {
  readonly #records: LRUCache<UserId, RecordBytes>;
  readonly #lifetime: RecordLifetime;

  /** @param maxUsers how many users are kept at most. */
  constructor(maxUsers: number, lifetime: RecordLifetime) {
    this.#records = new LRUCache({ max: maxUsers, ttl: lifetime.ttlMs });
    this.#lifetime = lifetime;
  }

  getMany(ids: readonly UserId[]): (RecordBytes | undefined)[] {
    return ids.map((id) => this.#records.get(id));
  }

  setMany(ids: readonly UserId[], records: ReadonlyMap<UserId, RecordBytes>): void {
    const { ttlMs, absentTtlMs } = this.#lifetime;
    for (const id of ids) {
      const record = records.get(id);
      this.#records.set(id, record ?? ABSENT, { ttl: record ? ttlMs : absentTtlMs });
    }
  }

  deleteMany(ids: readonly UserId[]): void {
    for (const id of ids) this.#records.delete(id);
  }
}
