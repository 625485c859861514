import type { ChatUser } from '../users/chat-user.js';
import type { ColumnPath } from './column-path.js';
import type { ComputedField } from './from.js';

/** Where each field of the chat user comes from: the property path of a column, or {@link from} with several columns. */
export type ChatUserColumns<Entity> = {
  /** The column of the id: integers of any size, UUIDs or other text. Queries filter by it, so it needs an index. */
  readonly id: ColumnPath<Entity, number | string | bigint>;
} & {
  readonly [Field in keyof Omit<ChatUser, 'id'>]:
    ColumnPath<Entity, ChatUser[Field]> | ComputedField<Entity, ChatUser[Field]>;
};

/**
 * How the columns of an entity become chat users.
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
  /** Where each field of the chat user comes from. No other column is read. */
  readonly columns: ChatUserColumns<Entity>;

  /**
   * The text columns that the chat's search looks in. A user is found if one of these columns contains the search text,
   * case-insensitively (`protocol/imbachat.md` section 1.3).
   *
   * The database compares the text. SQLite ignores case for ASCII letters only; TypeORM's option
   * `prepareDatabase: (db) => db.function('lower', { deterministic: true }, (text) => text?.toLowerCase() ?? null)`
   * extends this to all letters.
   * @default [], which disables the search endpoint
   */
  readonly searchBy?: readonly ColumnPath<Entity, string | null | undefined>[];

  /**
   * The many-to-many relation of the entity with itself that holds friendships, for the chat server's friends call
   * (`protocol/imbachat.md` section 1.3). Both directions are read, regardless of who asked for the friendship. At most 1,000
   * friends are returned, ordered by name; soft-deleted users are left out.
   * @default none, which disables the friends endpoint
   */
  readonly friends?: FriendsRelation<Entity>;
}

/** The name of a property that holds other users. */
export type FriendsRelation<Entity> = {
  [Name in keyof Entity & string]-?: NonNullable<Entity[Name]> extends
    readonly object[] | Promise<readonly object[]>
    ? Name
    : never;
}[keyof Entity & string];
