import type { ChatUser } from '../users/chat-user.js';
import type { UserId } from '../users/user-id.js';
import { UserProvider } from '../users/user-provider.js';

/** A login that a {@link FakeUserProvider} knows. */
export interface FakeLogin<Id extends UserId = number> {
  readonly login: string;
  readonly password: string;
  /** The id of the user who has this login. */
  readonly userId: Id;
}

/** The data for the optional methods of a {@link FakeUserProvider}. */
export interface FakeUserProviderOptions<Id extends UserId = number> {
  /** The logins that `authenticate` knows; without them there is no `authenticate`. */
  logins?: readonly FakeLogin<Id>[];
  /** The friends of each user, by the user's id; without them there is no `findFriends`. */
  friends?: Readonly<Record<UserId, readonly Id[]>>;
}

/** One call of a {@link FakeUserProvider}: the method, then its arguments without the context. */
export type FakeUserProviderCall<Id extends UserId = number> =
  | readonly [method: 'findByIds', ids: readonly Id[]]
  | readonly [method: 'search', query: string, limit: number]
  | readonly [method: 'authenticate', login: string, password: string]
  | readonly [method: 'findFriends', id: Id];

/**
 * A {@link UserProvider} with users in memory. It records its calls.
 *
 * @typeParam Id the type of the ids; give `string` for UUIDs.
 * @example
 * ```ts
 * const users = new FakeUserProvider([{ id: 1, name: 'Ada' }, { id: 2, name: 'Bob' }], {
 *   logins: [{ login: 'ada', password: 'engine', userId: 1 }],
 *   friends: { 1: [2] },
 * });
 * const testing = await Test.createTestingModule({ imports: [AppModule] })
 *   .overrideProvider(UserProvider)
 *   .useValue(users)
 *   .compile();
 * // …
 * expect(users.calls).toEqual([['findByIds', [1, 2]]]);
 * ```
 */
export class FakeUserProvider<Id extends UserId = number> extends UserProvider<Id> {
  /** The calls, in order. */
  readonly calls: FakeUserProviderCall<Id>[] = [];
  readonly #users: ReadonlyMap<string, ChatUser<Id>>;

  /**
   * @param users all users.
   * @param options the data for `authenticate` and `findFriends`.
   */
  constructor(
    users: readonly ChatUser<NoInfer<Id>>[],
    { logins, friends }: FakeUserProviderOptions<NoInfer<Id>> = {},
  ) {
    super();
    this.#users = new Map(users.map((user) => [String(user.id), user]));
    // Own properties, because a method of the class would enable the endpoint in every test.
    if (logins) {
      this.authenticate = async (login, password) => {
        this.calls.push(['authenticate', login, password]);
        const known = logins.find((candidate) => candidate.login === login);
        return known?.password === password ? (this.#users.get(String(known.userId)) ?? null) : null;
      };
    }
    if (friends) {
      this.findFriends = async (id) => {
        this.calls.push(['findFriends', id]);
        return this.#find(friends[id] ?? []);
      };
    }
  }

  override async findByIds(ids: readonly Id[]): Promise<ChatUser<Id>[]> {
    this.calls.push(['findByIds', [...ids]]);
    return this.#find(ids);
  }

  override async search(query: string, limit: number): Promise<ChatUser<Id>[]> {
    this.calls.push(['search', query, limit]);
    const part = query.toLowerCase();
    return [...this.#users.values()].filter(({ name }) => name.toLowerCase().includes(part)).slice(0, limit);
  }

  override authenticate?(login: string, password: string): Promise<ChatUser<Id> | null>;

  override findFriends?(id: Id): Promise<ChatUser<Id>[]>;

  #find(ids: readonly Id[]): ChatUser<Id>[] {
    return [...new Set(ids.map(String))].flatMap((id) => this.#users.get(id) ?? []);
  }
}
