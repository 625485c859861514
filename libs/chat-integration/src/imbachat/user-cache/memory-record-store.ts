import { LRUCache } from 'lru-cache';
import type { CachedRecord, RecordLifetime, RecordStore } from './record-store.js';

/** Stores records in the memory of this process; the least recently used are removed first. */
export class MemoryRecordStore implements RecordStore {
  readonly #records: LRUCache<number, CachedRecord>;
  readonly #lifetime: RecordLifetime;

  /** @param maxUsers the maximum number of users. */
  constructor(maxUsers: number, lifetime: RecordLifetime) {
    this.#records = new LRUCache({ max: maxUsers, ttl: lifetime.ttlMs });
    this.#lifetime = lifetime;
  }

  getMany(numbers: readonly number[]): (CachedRecord | undefined)[] {
    return numbers.map((number) => this.#records.get(number));
  }

  setMany(numbers: readonly number[], records: ReadonlyMap<number, CachedRecord>): void {
    const { ttlMs, absentTtlMs } = this.#lifetime;
    for (const number of numbers) {
      const record = records.get(number) ?? '';
      this.#records.set(number, record, { ttl: record ? ttlMs : absentTtlMs });
    }
  }

  deleteMany(numbers: readonly number[]): void {
    for (const number of numbers) this.#records.delete(number);
  }
}
