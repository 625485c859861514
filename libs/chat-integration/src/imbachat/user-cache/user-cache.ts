import { Inject, Injectable } from '@nestjs/common';
import type { UserId } from '../../users/user-id.js';
import { ChatMetrics } from '../../telemetry/chat-metrics.js';
import { IMBACHAT_OPTIONS, type ResolvedImbaChatOptions } from '../imbachat.options.js';
import { ABSENT, type RecordBytes, type RecordStore } from './record-store.js';

/** Reads the records of users who are not cached, as they are served; leaves out who is not there. */
export type ReadRecords = (ids: readonly UserId[]) => Promise<ReadonlyMap<UserId, RecordBytes>>;

/**
 * Remembers what the chat server was told of users, for the option `imbachat.userCache`. Pages do not use it: no
 * signature and no right of a moderator on a page is ever made from it.
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
  /** Who is being read right now, and the answer in which they will be. */
  private readonly inFlight = new Map<UserId, ReturnType<ReadRecords>>();

  constructor(
    @Inject(IMBACHAT_OPTIONS) options: ResolvedImbaChatOptions | null,
    @Inject(ChatMetrics) private readonly metrics = new ChatMetrics(),
  ) {
    this.store = options?.userCache ?? null;
  }

  /**
   * Forgets users, so that the next call of the chat server reads them anew; to be called when a member changes
   * and when one joins. With a shared store it holds for every instance. Does nothing while the cache is off.
   */
  async invalidate(...ids: UserId[]): Promise<void> {
    // What is being read may be from before the change, and is not to be kept.
    for (const id of ids) this.inFlight.delete(id);
    await this.store?.deleteMany(ids);
  }

  /**
   * The records of users in the order of `ids`, from the cache as far as it has them; `null` while it is off.
   * Who is being read already is not asked for again.
   *
   * @param read asks the provider for the rest, in one call.
   */
  recordsOf(ids: readonly UserId[], read: ReadRecords): Promise<RecordBytes[]> | null {
    return this.store && this.recordsIn(this.store, ids, read);
  }

  private async recordsIn(
    store: RecordStore,
    ids: readonly UserId[],
    read: ReadRecords,
  ): Promise<RecordBytes[]> {
    const kept = await store.getMany(ids);
    const missing = ids.filter((_, index) => kept[index] === undefined);
    this.metrics.cache(ids.length - missing.length, missing.length);
    if (missing.length === 0) return (kept as RecordBytes[]).filter(isPresent);
    const records = await this.missing(missing, read, store);
    return ids.map((id, index) => kept[index] ?? records.get(id) ?? ABSENT).filter(isPresent);
  }

  private async missing(
    ids: readonly UserId[],
    read: ReadRecords,
    store: RecordStore,
  ): Promise<ReadonlyMap<UserId, RecordBytes>> {
    const asked = ids.filter((id) => !this.inFlight.has(id));
    if (asked.length > 0) this.ask(asked, read, store);
    const answers = await Promise.all(new Set(ids.map((id) => this.inFlight.get(id)!)));
    return answers.length === 1 ? answers[0]! : new Map(answers.flatMap((answer) => [...answer]));
  }

  private ask(ids: readonly UserId[], read: ReadRecords, store: RecordStore): void {
    const answer = read(ids);
    for (const id of ids) this.inFlight.set(id, answer);
    const current = () => ids.filter((id) => this.inFlight.get(id) === answer);
    void answer
      .then((records) => {
        const kept = current();
        return kept.length > 0 ? store.setMany(kept, records) : undefined;
      })
      // Whoever waits for the answer gets the error.
      .catch(() => undefined)
      .finally(() => current().forEach((id) => this.inFlight.delete(id)));
  }
}

const isPresent = (record: RecordBytes): boolean => record.length > 0;
