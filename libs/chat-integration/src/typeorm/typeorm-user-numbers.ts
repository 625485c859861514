import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { In, QueryFailedError, type DataSource, type Repository } from 'typeorm';
import { InvalidOptionsError } from '../chat-integration.errors.js';
import { MAX_USER_NUMBER, UserNumbers } from '../imbachat/protocol/user-numbers.js';
import { isUserId, toUserId, type UserId } from '../users/user-id.js';
import { ChatUserNumber } from './chat-user-number.entity.js';
import { dataSourceOf } from './data-source-of.js';
import {
  isMysql,
  isStorable,
  mysqlLiteral,
  parameterList,
  readPossible,
  textParameter,
} from './query-parameter.js';
import { UserNumberNotAssignedError } from './user-number-not-assigned.error.js';

/** How many random numbers are tried for a user. With half of all numbers in use, one user in a million gets none. */
const MAX_ATTEMPTS = 20;

/** The codes of a deadlock on PostgreSQL and MySQL, and of a conflict of transactions on PostgreSQL and CockroachDB. */
const RETRYABLE: readonly unknown[] = ['40P01', 'ER_LOCK_DEADLOCK', '40001'];

/**
 * Assigns a number to each user whose id ImbaChat does not accept, such as a UUID (`protocol/imbachat.md` section 1.2),
 * and stores it in the table of {@link ChatUserNumber}. Usually created by {@link typeOrmUserNumbers}.
 *
 * A user gets a number on first use and keeps it forever. Numbers are random, so they do not reveal how many users a
 * site has, and numbers that are lost when a backup is restored are not the next ones to be assigned.
 *
 * Numbers are written on a separate connection, so rolling back a transaction does not remove them. SQLite has only one
 * connection: do not call `numbersOf()` in a transaction there.
 */
@Injectable()
export class TypeOrmUserNumbers extends UserNumbers {
  private readonly repository: Repository<ChatUserNumber>;

  /**
   * @param dataSource an initialized data source that has the entity {@link ChatUserNumber}.
   * @throws {InvalidOptionsError} when the data source does not have the entity.
   */
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {
    super();
    if (!dataSource.hasMetadata(ChatUserNumber)) {
      const message =
        'expected the data source to have the entity ChatUserNumber but it does not. Fix: add ChatUserNumber from ' +
        'nestjs-chat-integration/typeorm to the `entities` of the data source, or set `autoLoadEntities: true` there.';
      throw new InvalidOptionsError([{ path: 'userNumbers', message }]);
    }
    this.repository = dataSource.getRepository(ChatUserNumber);
  }

  /**
   * Returns the numbers of users, and assigns one to each user without a number. However many users there are, it takes
   * one query if all of them have a number, and three otherwise.
   *
   * @param ids ids of users that exist. An id that differs only in case belongs to another user.
   * @returns the numbers by the given ids; values that are not ids, or that the database cannot contain, are left out.
   * @throws {UserNumberNotAssignedError} when no free number is found.
   */
  override async numbersOf(ids: readonly UserId[]): Promise<ReadonlyMap<UserId, number>> {
    const texts = new Set(ids.filter(isUserId).map(String).filter(isStorable));
    const numbers = new Map(await readPossible([...texts], (possible) => this.findOrAssign(possible)));
    return new Map(
      ids.flatMap((id) => {
        const number = numbers.get(String(id));
        return isUserId(id) && number !== undefined ? [[id, number] as const] : [];
      }),
    );
  }

  private async findOrAssign(userIds: readonly string[]): Promise<[userId: string, number: number][]> {
    const numbers = await find(this.repository, userIds);
    const missing = userIds.filter((userId) => !numbers.has(userId));
    return [...numbers, ...(missing.length > 0 ? await this.assign(missing) : [])];
  }

  /** Returns the ids of the users with these numbers, with one query; unknown numbers are left out. */
  override async idsOf(numbers: readonly number[]): Promise<ReadonlyMap<number, UserId>> {
    if (numbers.length === 0) return new Map();
    const rows = await this.repository.findBy({ number: In(numbers) });
    return new Map(rows.map(({ number, userId }) => [number, toUserId(userId)]));
  }

  /** Returns a random number, which may already be in use. */
  protected randomNumber(): number {
    return randomInt(1, MAX_USER_NUMBER + 1);
  }

  /** Assigns numbers to users without one. If another process assigns one first, its number is returned. */
  private async assign(userIds: readonly string[]): Promise<Map<string, number>> {
    // Replicas may not have the new rows yet.
    const runner = this.dataSource.createQueryRunner('master');
    try {
      const repository = runner.manager.getRepository(ChatUserNumber);
      const assigned = new Map<string, number>();
      // In the same order in every process, so that two processes seldom wait for each other.
      let missing = userIds.toSorted();
      for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
        await insert(
          repository,
          missing.map((userId) => ({ number: this.randomNumber(), userId })),
        );
        for (const entry of await find(repository, missing)) assigned.set(...entry);
        missing = missing.filter((userId) => !assigned.has(userId));
        if (missing.length === 0) return assigned;
      }
      throw new UserNumberNotAssignedError(missing[0]!);
    } finally {
      await runner.release();
    }
  }
}

/** Inserts rows, except those whose number or user already has a row. */
async function insert(
  repository: Repository<ChatUserNumber>,
  rows: readonly ChatUserNumber[],
): Promise<void> {
  const mysql = isMysql(dataSourceOf(repository.manager).options.type);
  const statement = repository
    .createQueryBuilder()
    .insert()
    .values(
      rows.map(({ number, userId }) => ({ number, userId: mysql ? () => mysqlLiteral(userId) : userId })),
    )
    .orIgnore()
    .updateEntity(false);
  try {
    await statement.execute();
  } catch (error) {
    // InnoDB locks gaps between rows, so two inserts can wait for each other despite their order.
    if (!RETRYABLE.includes(codeOf(error))) throw error;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof QueryFailedError ? (error.driverError as { code?: unknown }).code : undefined;
}

async function find(
  repository: Repository<ChatUserNumber>,
  userIds: readonly string[],
): Promise<Map<string, number>> {
  if (userIds.length === 0) return new Map();
  const { sql, value } = textParameter(dataSourceOf(repository.manager).options.type);
  const [list, parameters] = parameterList(sql, userIds.map(value));
  const rows = await repository
    .createQueryBuilder('entry')
    .where(`entry.userId IN (${list})`, parameters)
    .getMany();
  return new Map(rows.map(({ userId, number }) => [userId, number]));
}
