import { Inject, Injectable } from '@nestjs/common';
import { ChatTelemetry } from '../../telemetry/chat-telemetry.js';
import { toUserId } from '../../users/user-id.js';
import { IMBACHAT_OPTIONS, type ResolvedImbaChatOptions } from '../imbachat.options.js';
import { NO_REQUEST, UserNumbersService } from '../user-numbers.service.js';
import type { CachedRecord, RecordStore } from './record-store.js';
import { recordStore } from './user-cache.options.js';

/** Reads the records of users that are not cached, by number; unknown users are left out. @internal */
export type ReadRecords = (numbers: readonly number[]) => Promise<ReadonlyMap<number, CachedRecord>>;

/**
 * Caches the users info that the chat server reads, if the option `imbachat.userCache` is set. Pages do not use it:
 * no signature and no moderator's right on a page comes from the cache.
 *
 * @example
 * ```ts
 * await this.members.save(member);
 * await this.userCache.invalidate(member.id);
 * ```
 */
@Injectable()
export class UserCache {
  private readonly store: RecordStore | null;
  /** The reads in progress, by user number. */
  private readonly reading = new Map<number, ReturnType<ReadRecords>>();

  /** @internal Nest creates it. */
  constructor(
    @Inject(IMBACHAT_OPTIONS) options: ResolvedImbaChatOptions | null,
    @Inject(UserNumbersService) private readonly userNumbers: UserNumbersService,
    @Inject(ChatTelemetry) private readonly telemetry: ChatTelemetry,
  ) {
    this.store = options?.userCache
      ? recordStore(
          options.userCache,
          `imbachat:${options.widgetId}:${options.includeEmail ? 'email:' : ''}`,
          [options.secretKey].flat(),
        )
      : null;
  }

  /**
   * Removes users from the cache, so that the chat server's next call reads them again. Call it when a member changes
   * or joins. With a shared store, it applies to every instance. Does nothing without a cache.
   *
   * @param ids the site's own ids.
   * @throws {InvalidUserIdError} when a value is not an id.
   */
  async invalidate(...ids: readonly (number | string | bigint)[]): Promise<void> {
    if (!this.store) return;
    const numbers = [...(await this.userNumbers.numbersOf(NO_REQUEST, ids.map(toUserId))).values()];
    // A read in progress may be from before the change: its result is not stored.
    for (const number of numbers) this.reading.delete(number);
    await this.store.deleteMany(numbers);
  }

  /**
   * Returns the records of users in the order of `numbers`, from the cache where possible; `null` without a cache.
   * A user who is already being read is not read twice.
   *
   * @param read reads the remaining users from the provider, in one call.
   * @internal
   */
  recordsOf(numbers: readonly number[], read: ReadRecords): Promise<CachedRecord[]> | null {
    return this.store && this.recordsIn(this.store, numbers, read);
  }

  private async recordsIn(
    store: RecordStore,
    numbers: readonly number[],
    read: ReadRecords,
  ): Promise<CachedRecord[]> {
    const cached = await store.getMany(numbers);
    const missing = numbers.filter((_, index) => cached[index] === undefined);
    this.telemetry.cache(numbers.length - missing.length, missing.length);
    if (missing.length === 0) return (cached as CachedRecord[]).filter(isPresent);
    const records = await this.missing(missing, read, store);
    return numbers.map((number, index) => cached[index] ?? records.get(number) ?? '').filter(isPresent);
  }

  private async missing(
    numbers: readonly number[],
    read: ReadRecords,
    store: RecordStore,
  ): Promise<ReadonlyMap<number, CachedRecord>> {
    const unread = numbers.filter((number) => !this.reading.has(number));
    if (unread.length > 0) this.start(unread, read, store);
    const results = await Promise.all(new Set(numbers.map((number) => this.reading.get(number)!)));
    return results.length === 1 ? results[0]! : new Map(results.flatMap((result) => [...result]));
  }

  private start(numbers: readonly number[], read: ReadRecords, store: RecordStore): void {
    const result = read(numbers);
    for (const number of numbers) this.reading.set(number, result);
    const current = () => numbers.filter((number) => this.reading.get(number) === result);
    void result
      .then((records) => {
        const stored = current();
        return stored.length > 0 ? store.setMany(stored, records) : undefined;
      })
      // The callers that wait for the result get the error.
      .catch(() => undefined)
      .finally(() => current().forEach((number) => this.reading.delete(number)));
  }
}

const isPresent = (record: CachedRecord): boolean => record !== '';
