import type { ImbaChatOptions } from '../imbachat/imbachat.options.js';
import { basicAuthorization } from '../imbachat/protocol/basic-credentials.js';

/** Where the numbers are in a Users info URL (`protocol/imbachat.md` section 1.2): in the path, or in a parameter. */
export const USERS_INFO_LAYOUTS = ['path', 'user_ids', 'ids'] as const;

/** One of {@link USERS_INFO_LAYOUTS}. */
export type UsersInfoLayout = (typeof USERS_INFO_LAYOUTS)[number];

/** The credentials of the chat server, and the path that it calls. You can pass the options of `imbachat`. */
export interface ChatServerOptions extends Pick<ImbaChatOptions, 'apiLogin' | 'apiPassword' | 'idSeparator'> {
  /**
   * The path of the endpoints: the application's global prefix and `endpoints.imbachatApi`.
   * @default '/imbachat/api/v1'
   */
  path?: string;
}

/** The calls of the chat server, for any HTTP client (`protocol/imbachat.md` section 1). */
export interface ChatServer {
  /** The headers of each call. */
  readonly headers: { readonly authorization: string };
  /** Path of the version, the only call that needs no headers. */
  readonly version: string;
  /** Path of the login check, to which `login` and `password` are posted, as a form or as JSON. */
  readonly loginCheck: string;
  /**
   * Returns the path and query of a users info call.
   *
   * @param numbers ImbaChat's numbers of the users; without the option `userNumbers` these are their ids.
   * @param layout where the numbers are. @default 'path'
   */
  usersInfo(numbers: readonly number[], layout?: UsersInfoLayout): string;
  /** Returns the path of a search. */
  search(query: string): string;
  /** Returns the path of a user's friends. */
  friends(number: number): string;
}

/**
 * Builds the calls of ImbaChat's server, for your HTTP client to send.
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
  // The chat server does not encode commas.
  const separator = encodeURIComponent(idSeparator).replaceAll('%2C', ',');
  return {
    headers: { authorization: basicAuthorization(apiLogin, apiPassword) },
    version: path,
    loginCheck: `${path}/auth_users`,
    usersInfo: (numbers, layout = 'path') =>
      `${path}/users${layout === 'path' ? '/' : `?${layout}=`}${numbers.join(separator)}`,
    search: (query) => `${path}/search/${encodeURIComponent(query)}`,
    friends: (number) => `${path}/user/friends/${number}`,
  };
}
