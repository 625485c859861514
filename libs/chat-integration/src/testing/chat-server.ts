import type { ImbaChatOptions } from '../imbachat/imbachat.options.js';
import type { UserId } from '../users/user-id.js';

/** How ids stand in a Users info URL (`protocol/imbachat.md` section 1.2): in the path, or in either parameter. */
export const USERS_INFO_LAYOUTS = ['path', 'user_ids', 'ids'] as const;

/** One of {@link USERS_INFO_LAYOUTS}. */
export type UsersInfoLayout = (typeof USERS_INFO_LAYOUTS)[number];

/** As whom the chat server calls, and where; the options of `imbachat` will do. */
export interface ChatServerOptions extends Pick<ImbaChatOptions, 'apiLogin' | 'apiPassword' | 'idSeparator'> {
  /**
   * Where the endpoints are: the application's global prefix and `endpoints.imbachatApi`.
   *
   * @default '/imbachat/api/v1'
   */
  path?: string;
}

/** The calls of the chat server, for any HTTP client (`protocol/imbachat.md` section 1). */
export interface ChatServer {
  /** The headers of each call. */
  readonly headers: { readonly authorization: string };
  /** Path of the version; the one call that needs no headers. */
  readonly version: string;
  /** Path to which a login check posts `login` and `password`, as a form or as JSON. */
  readonly loginCheck: string;
  /**
   * Path and query of a users info call.
   *
   * @param layout how the ids stand in it. @default 'path'
   */
  usersInfo(ids: readonly UserId[], layout?: UsersInfoLayout): string;
  /** Path of a search. */
  search(key: string): string;
  /** Path of the friends of a user. */
  friends(id: UserId): string;
}

/**
 * Makes the calls of ImbaChat's server, to be sent by the HTTP client of your tests.
 *
 * @example
 * ```ts
 * const chat = chatServer({ apiLogin: 'chat', apiPassword: 'a password' });
 * await request(app.getHttpServer()).get(chat.usersInfo([1, 2])).set(chat.headers); // supertest
 * await fetch(origin + chat.usersInfo([1, 2], 'user_ids'), { headers: chat.headers });
 * ```
 */
export function chatServer({
  apiLogin,
  apiPassword,
  idSeparator = ',',
  path = '/imbachat/api/v1',
}: ChatServerOptions): ChatServer {
  // The chat server sends a comma as it is.
  const separator = encodeURIComponent(idSeparator).replaceAll('%2C', ',');
  return {
    headers: { authorization: basicAuthorization(apiLogin, apiPassword) },
    version: path,
    loginCheck: `${path}/auth_users`,
    usersInfo: (ids, layout = 'path') =>
      `${path}/users${layout === 'path' ? '/' : `?${layout}=`}${ids.join(separator)}`,
    search: (key) => `${path}/search/${encodeURIComponent(key)}`,
    friends: (id) => `${path}/user/friends/${id}`,
  };
}

/**
 * The value of an `Authorization` header of HTTP Basic (RFC 7617 section 2), in UTF-8.
 *
 * @example
 * ```ts
 * basicAuthorization('chat', 'a password') // 'Basic Y2hhdDphIHBhc3N3b3Jk'
 * ```
 */
export function basicAuthorization(login: string, password: string): string {
  return `Basic ${Buffer.from(`${login}:${password}`).toString('base64')}`;
}
