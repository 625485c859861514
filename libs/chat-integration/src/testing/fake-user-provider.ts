import type { ChatUser } from '../users/chat-user.js';
import type { UserId } from '../users/user-id.js';
import { UserProvider } from '../users/user-provider.js';

/** A login that a {@link FakeUserProvider} knows. */
export interface FakeLogin {
  readonly login: string;
  readonly password: string;
  /** Whose login it is. */
  readonly userId: UserId;
}

/** What a {@link FakeUserProvider} can do beside finding and searching its users. */
export interface FakeUserProviderAbilities {
  /** The logins that `authenticate` knows; left out, there is no such method. */
  logins?: readonly FakeLogin[];
  /** The friends of each user; left out, there is no method `findFriends`. */
  friends?: Readonly<Record<UserId, readonly UserId[]>>;
}

/** One call of a {@link FakeUserProvider}. */
export type FakeUserProviderCall = {
  readonly [Method in keyof UserProvider]-?: readonly [
    method: Method,
    ...Parameters<NonNullable<UserProvider[Method]>>,
  ];
}[keyof UserProvider];

/**
 * A {@link UserProvider} over users in memory, that remembers how it was called.
 *
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
export class FakeUserProvider extends UserProvider {
  /** Each call, in order: the method, then its arguments. */
  readonly calls: FakeUserProviderCall[] = [];
  readonly #users: ReadonlyMap<UserId, ChatUser>;

  /**
   * @param users the users that there are.
   * @param abilities what it can do beside finding and searching them.
   */
  constructor(users: readonly ChatUser[], { logins, friends }: FakeUserProviderAbilities = {}) {
    super();
    this.#users = new Map(users.map((user) => [user.id, user]));
    // Own properties, because a method of the class would switch the endpoint on for everyone.
    if (logins) {
      this.authenticate = async (login, password) => {
        this.calls.push(['authenticate', login, password]);
        const known = logins.find((candidate) => candidate.login === login);
        return known?.password === password ? (this.#users.get(known.userId) ?? null) : null;
      };
    }
    if (friends) {
      this.findFriends = async (id) => {
        this.calls.push(['findFriends', id]);
        return this.#find(friends[id] ?? []);
      };
    }
  }

  override async findByIds(ids: readonly UserId[]): Promise<ChatUser[]> {
    this.calls.push(['findByIds', [...ids]]);
    return this.#find(ids);
  }

  override async search(query: string, limit: number): Promise<ChatUser[]> {
    this.calls.push(['search', query, limit]);
    const part = query.toLowerCase();
    return [...this.#users.values()].filter(({ name }) => name.toLowerCase().includes(part)).slice(0, limit);
  }

  #find(ids: readonly UserId[]): ChatUser[] {
    return [...new Set(ids)].flatMap((id) => this.#users.get(id) ?? []);
  }
}
