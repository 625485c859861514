import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { In, QueryFailedError, type DataSource, type Repository } from 'typeorm';
import { ChatIntegrationError } from '../chat-integration.errors.js';
import { MAX_USER_ID, type UserId } from '../users/user-id.js';
import { ChatUserNumber } from './chat-user-number.entity.js';
import { toMemberIdText, type MemberId } from './member-id.js';

/** How often a number is drawn for a member. With half of all numbers given, one call in a million fails. */
const MAX_DRAWS = 20;

/** What PostgreSQL and MySQL call a deadlock, and PostgreSQL and CockroachDB a conflict of transactions. */
const TRY_AGAIN: readonly unknown[] = ['40P01', 'ER_LOCK_DEADLOCK', '40001'];

/** No number could be given to a member. */
export class ChatUserNumberNotGivenError extends ChatIntegrationError {
  readonly code = 'ERR_CHAT_USER_NUMBER_NOT_GIVEN';

  /** @param memberId the member's own id. */
  constructor(readonly memberId: string) {
    super(
      `Expected a free number for the member "${memberId}", but ${MAX_DRAWS} draws found none. Either most of the ` +
        `${MAX_USER_ID} numbers are given, or the column chat_user_number.member_id takes two ids for one that ` +
        'differ in letter case: make the table with the migration CreateChatUserNumber1767225600000.',
    );
  }
}

/**
 * Gives each member of the site a number that the chat can hold, for ids that are no {@link UserId}, such as UUIDs
 * (`protocol/imbachat.md` section 1.2), and keeps it in the table of {@link ChatUserNumber}.
 *
 * A member gets a number on first use and keeps it for ever; nobody else gets it. Numbers are drawn at random: they
 * tell nothing of a site's size, and one whose row was lost with a restored backup has the least chance to become
 * somebody else's, where a counter would give it to the next member.
 *
 * Numbers are written on a connection of their own, so that a transaction that is rolled back takes none away.
 * SQLite has but one connection: ask for numbers outside of transactions there.
 *
 * @example
 * ```ts
 * @Injectable()
 * class MemberVisitorResolver extends VisitorResolver {
 *   constructor(private readonly numbers: ChatUserNumbers) { super(); }
 *
 *   async resolve(request: { user?: { id: string } }): Promise<UserId | null> {
 *     return request.user ? this.numbers.numberOf(request.user.id) : null;
 *   }
 * }
 * ```
 */
@Injectable()
export class ChatUserNumbers {
  private readonly repository: Repository<ChatUserNumber>;

  /** @param dataSource has {@link ChatUserNumber} among its entities, and is initialized. */
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {
    // The metadata, so that an entity that is not registered is found at start-up.
    this.repository = dataSource.getRepository(dataSource.getMetadata(ChatUserNumber).target);
  }

  /**
   * The number of a member, given to them if they have none. Ask only for who is a member: what a stranger may
   * choose would use numbers up.
   *
   * @param memberId the id as the database gives it; an id in another letter case is another member's.
   * @throws {InvalidMemberIdError} when it is no {@link MemberId}.
   * @throws {ChatUserNumberNotGivenError} when there is no free number.
   */
  async numberOf(memberId: MemberId): Promise<UserId> {
    const numbers = await this.numbersOf([memberId]);
    return numbers.get(memberId)!;
  }

  /**
   * The numbers of members, given to those who have none: one query when all have, three when not, however many
   * the members are.
   *
   * @returns a number for each id as it was given.
   * @throws {InvalidMemberIdError} when an id is no {@link MemberId}; then no number is given.
   * @throws {ChatUserNumberNotGivenError} when there is no free number.
   */
  async numbersOf<Id extends MemberId>(memberIds: readonly Id[]): Promise<Map<Id, UserId>> {
    const texts = new Map(memberIds.map((id) => [id, toMemberIdText(id)]));
    const wanted = [...new Set(texts.values())];
    const numbers = await find(this.repository, wanted);
    const missing = wanted.filter((text) => !numbers.has(text));
    if (missing.length > 0) for (const entry of await this.give(missing)) numbers.set(...entry);
    return new Map(Array.from(texts, ([id, text]) => [id, numbers.get(text)!]));
  }

  /** The own id of the member who has a number, as text; `null` when nobody has it. */
  async memberIdOf(number: UserId): Promise<string | null> {
    const memberIds = await this.memberIdsOf([number]);
    return memberIds.get(number) ?? null;
  }

  /** The own ids, as text, of the members who have these numbers, by number: with one query, none for no numbers. */
  async memberIdsOf(numbers: readonly UserId[]): Promise<Map<UserId, string>> {
    if (numbers.length === 0) return new Map();
    const rows = await this.repository.findBy({ number: In(numbers) });
    return new Map(rows.map(({ number, memberId }) => [number, memberId]));
  }

  /** Draws a number that may be free. */
  protected draw(): UserId {
    return randomInt(1, MAX_USER_ID + 1);
  }

  /** Gives numbers to members who seem to have none. Another process may be doing the same: the first one's stand. */
  private async give(memberIds: readonly string[]): Promise<Map<string, UserId>> {
    // Replicas may not know yet what was written.
    const runner = this.dataSource.createQueryRunner('master');
    try {
      const repository = runner.manager.getRepository(ChatUserNumber);
      const given = new Map<string, UserId>();
      // In one order everywhere, so that two processes seldom wait for each other.
      let missing = memberIds.toSorted();
      for (let draws = 0; draws < MAX_DRAWS; draws++) {
        await insert(
          repository,
          missing.map((memberId) => ({ number: this.draw(), memberId })),
        );
        for (const entry of await find(repository, missing)) given.set(...entry);
        missing = missing.filter((memberId) => !given.has(memberId));
        if (missing.length === 0) return given;
      }
      throw new ChatUserNumberNotGivenError(missing[0]!);
    } finally {
      await runner.release();
    }
  }
}

/** Inserts what goes in; a number or a member that is there already stays as it is. */
async function insert(
  repository: Repository<ChatUserNumber>,
  rows: readonly ChatUserNumber[],
): Promise<void> {
  const statement = repository
    .createQueryBuilder()
    .insert()
    .values([...rows])
    .orIgnore()
    .updateEntity(false);
  try {
    await statement.execute();
  } catch (error) {
    // InnoDB locks gaps between rows, so even in order two bulks may wait for each other; one is then undone.
    if (!TRY_AGAIN.includes(codeOf(error))) throw error;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof QueryFailedError ? (error.driverError as { code?: unknown }).code : undefined;
}

async function find(
  repository: Repository<ChatUserNumber>,
  memberIds: readonly string[],
): Promise<Map<string, UserId>> {
  if (memberIds.length === 0) return new Map();
  const rows = await repository.findBy({ memberId: In(memberIds) });
  return new Map(rows.map(({ memberId, number }) => [memberId, number]));
}
