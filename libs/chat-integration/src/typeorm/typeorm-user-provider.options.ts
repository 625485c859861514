import type { ChatUser } from '../users/chat-user.js';
import type { ColumnPath } from './column-path.js';
import type { ComputedField } from './from.js';
import type { MemberId } from './member-id.js';

/** The id of the chat user is the member's number in {@link ChatUserNumber}. */
export interface NumberedId<Entity> {
  /** The property path of the column of the member's own id: a UUID, a number of any size, any {@link MemberId}. */
  readonly numbered: ColumnPath<Entity, MemberId>;
}

/** Where each field of the chat user comes from: the property path of a column, or {@link from} columns. */
export type ChatUserColumns<Entity> = {
  /**
   * The column of the id: an integer of any size, or text that holds one. It is searched, so index it.
   *
   * For ids that are no {@link UserId}, such as UUIDs: `{ numbered: 'id' }`.
   */
  readonly id: ColumnPath<Entity, MemberId> | NumberedId<Entity>;
} & {
  readonly [Field in keyof Omit<ChatUser, 'id'>]:
    ColumnPath<Entity, ChatUser[Field]> | ComputedField<Entity, ChatUser[Field]>;
};

/**
 * How an entity's columns become chat users.
 *
 * @example
 * ```ts
 * const options: TypeOrmUserProviderOptions<Member> = {
 *   columns: {
 *     id: 'id',
 *     name: 'displayName',
 *     avatarUrl: 'profile.avatar',
 *     profileUrl: from(['slug'], ({ slug }) => `https://example.com/members/${slug}`),
 *     lastLoginAt: 'lastSeenAt',
 *   },
 *   searchBy: ['displayName'],
 * };
 * ```
 */
export interface TypeOrmUserProviderOptions<Entity> {
  /** Where each field of the chat user comes from; no other column is ever read. */
  readonly columns: ChatUserColumns<Entity>;

  /**
   * The columns of text that the chat's search looks into; a user is found when one of them contains what
   * was typed, in any letter case (`protocol/imbachat.md` section 1.3).
   *
   * Letter case is the database's own: SQLite knows that of ASCII only. Teach it the rest with TypeORM's option
   * `prepareDatabase: (db) => db.function('lower', { deterministic: true }, (text) => text?.toLowerCase() ?? null)`.
   *
   * @default none: there is no search, and its endpoint is not served
   */
  readonly searchBy?: readonly ColumnPath<Entity, string | null | undefined>[];
}
