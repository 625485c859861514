import { Inject, Injectable } from '@nestjs/common';
import { ChatMetrics } from '../telemetry/chat-metrics.js';
import type { ChatUser } from '../users/chat-user.js';
import type { UserId } from '../users/user-id.js';
import { UsersService } from '../users/users.service.js';
import { IMBACHAT_OPTIONS, type ResolvedImbaChatOptions } from './imbachat.options.js';
import { recordBytes, type RecordBytes } from './user-cache/record-store.js';
import { UserCache } from './user-cache/user-cache.js';
import { usersInfoRecord } from './users-info.js';

/** Users info as JSON (`protocol/imbachat.md` section 1.2), out of the {@link UserCache} where that is on. */
@Injectable()
export class UsersInfoService {
  constructor(
    @Inject(UsersService) private readonly users: UsersService,
    @Inject(UserCache) private readonly cache: UserCache,
    @Inject(ChatMetrics) private readonly metrics: ChatMetrics,
    @Inject(IMBACHAT_OPTIONS) private readonly options: ResolvedImbaChatOptions,
  ) {}

  /** The array of the users found, in the order of `ids`. */
  async of(ids: readonly UserId[]): Promise<Buffer> {
    const cached = this.cache.recordsOf(ids, (missing) => this.readBytes(missing));
    if (cached) {
      const records = await cached;
      this.metrics.usersInfo(ids.length, records.length);
      return arrayOf(records);
    }
    const users = await this.users.findByIds(ids);
    this.metrics.usersInfo(ids.length, users.length);
    return this.json(users);
  }

  /** The array of a user's friends. */
  async friendsOf(id: UserId): Promise<Buffer> {
    return this.json(await this.users.findFriends(id));
  }

  private json(users: readonly ChatUser[]): Buffer {
    return utf8(JSON.stringify(users.map((user) => this.record(user))));
  }

  private async readBytes(ids: readonly UserId[]): Promise<ReadonlyMap<UserId, RecordBytes>> {
    const users = await this.users.findByIds(ids);
    return new Map(users.map((user) => [user.id, recordBytes(JSON.stringify(this.record(user)))]));
  }

  private record(user: ChatUser): object {
    return usersInfoRecord(user, this.options.includeEmail);
  }
}

/** A JSON array of records, each of which brings the comma before it. */
function arrayOf(records: readonly RecordBytes[]): Buffer {
  if (records.length === 0) return EMPTY_ARRAY;
  const array = Buffer.concat([...records, CLOSING_BRACKET]);
  array.write('[');
  return array;
}

/** The bytes of a text. Room for the most that there may be, because to measure the text takes longer than to write it. */
function utf8(text: string): Buffer {
  const room = Buffer.allocUnsafe(text.length * 3);
  return room.subarray(0, room.write(text));
}

const CLOSING_BRACKET = Buffer.from(']');
const EMPTY_ARRAY = Buffer.from('[]');
