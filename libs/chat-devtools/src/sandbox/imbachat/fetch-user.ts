import { quote } from 'nestjs-chat-integration/internal';
import { basicAuthorization } from 'nestjs-chat-integration/protocol';
import { parseJson } from '../../diagnosis/json.js';
import type { PageUser, Problem } from '../../diagnosis/page-diagnosis.js';
import { readAtMost } from '../../input/read-at-most.js';

/** How the sandbox requests users info. */
export interface UsersInfoAccess {
  /** Absolute URL to which the id is appended. */
  readonly prefix: string;
  readonly apiLogin: string;
  readonly apiPassword: string;
  /** The timeout, in milliseconds. */
  readonly timeoutMs: number;
}

/** The longest body of a response that the sandbox reads, in bytes: a record of one user has a few hundred. */
const MAX_BODY_BYTES = 1024 * 1024;

/** The requested user, or why there is none. */
export type FetchedUser = { readonly user: PageUser } | { readonly problem: Problem };

/** The code of the problem if users info works but does not contain the user. */
export const UNKNOWN_USER = 'users-info-without-user';

/**
 * Requests one user from the site as the chat server does (`protocol/imbachat.md` sections 1.1 and 1.2). Never throws;
 * explains what went wrong instead.
 */
export async function fetchUser(
  userNumber: number,
  { prefix, apiLogin, apiPassword, timeoutMs }: UsersInfoAccess,
): Promise<FetchedUser> {
  const url = `${prefix}${userNumber}`;
  try {
    const response = await fetch(url, {
      headers: { accept: 'application/json', authorization: basicAuthorization(apiLogin, apiPassword) },
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    // Read in any case, to release the connection.
    const body = await readAtMost(MAX_BODY_BYTES, response.body);
    if (body === undefined) return tooLarge(url);
    return response.status === 200
      ? parseUsersInfo(body, response.headers.get('content-type'), userNumber, url)
      : { problem: statusProblem(response, url, apiLogin) };
  } catch (error) {
    return { problem: connectionProblem(error, url, timeoutMs) };
  }
}

/** Reads the user from the body of a users info response with the status 200. */
export function parseUsersInfo(
  body: string,
  contentType: string | null,
  userNumber: number,
  url: string,
): FetchedUser {
  const records = parseJson(body);
  if (records === undefined) {
    return refuse(
      'users-info-not-json',
      `${url} responded with 200, but not with JSON: ${contentType === null ? 'no content type' : quote(contentType)}, ${body.length} characters.`,
      'Something other than users info responds there, perhaps a page of the site. Check the option usersInfoUrl.',
    );
  }
  if (!Array.isArray(records)) {
    return refuse(
      'users-info-not-array',
      `${url} responded with ${records === null ? 'null' : `JSON of type ${typeof records}`} instead of an array.`,
      'Users info is a bare array, even for one user. Perhaps an interceptor wraps it in an envelope.',
    );
  }
  const record: unknown = records.find((candidate) => Number(memberOf(candidate, 'user_id')) === userNumber);
  if (record === undefined) {
    return refuse(
      UNKNOWN_USER,
      `${url} responded with an array of ${records.length} without user ${userNumber}.`,
      'Check that findByIds() of your UserProvider returns this user.',
    );
  }
  const name = memberOf(record, 'name');
  if (memberOf(record, 'user_id') !== userNumber || typeof name !== 'string' || name.trim() === '') {
    return refuse(
      'users-info-record',
      `${url} responded with a record of user ${userNumber} that the chat cannot read.`,
      'user_id must be a JSON number, not text, and name must be a non-empty string.',
    );
  }
  const avatarUrl = memberOf(record, 'avatar_url');
  return { user: { id: String(userNumber), name, ...(typeof avatarUrl === 'string' && { avatarUrl }) } };
}

function tooLarge(url: string): FetchedUser {
  return refuse(
    'users-info-too-large',
    `${url} responded with more than ${MAX_BODY_BYTES} bytes.`,
    'Check that findByIds() of your UserProvider returns only the requested users, with pictures as URLs.',
  );
}

function statusProblem({ status, headers }: Response, url: string, apiLogin: string): Problem {
  if (status === 401 || status === 403) {
    return {
      code: 'users-info-unauthorized',
      text: `${url} responded with ${status} to the API login "${apiLogin}".`,
      fix: /^basic\b/i.test(headers.get('www-authenticate') ?? '')
        ? 'Use the same imbachat.apiLogin and imbachat.apiPassword for ChatIntegrationModule and for the sandbox.'
        : 'The response has no HTTP Basic challenge, so it is not from users info: perhaps a global guard of your application rejected the request. Exempt users info with endpoints.chatServerDecorators.',
    };
  }
  if (status === 404) {
    return {
      code: 'users-info-not-found',
      text: `${url} responded with 404: nothing is served there.`,
      fix: "Check the sandbox's usersInfoUrl: ids are appended to it unchanged, so it ends in / or =, and it includes the application's global prefix.",
    };
  }
  if (status >= 300 && status < 400) {
    const location = headers.get('location');
    return {
      code: 'users-info-redirect',
      text: `${url} responded with ${status}, a redirect to ${location === null ? 'nowhere' : quote(location)}.`,
      fix: 'The chat server does not follow redirects. Use the final URL, and exempt it from redirects to a login page.',
    };
  }
  return {
    code: 'users-info-status',
    text: `${url} responded with ${status}.`,
    fix: "The reason is in the application's log.",
  };
}

function connectionProblem(error: unknown, url: string, timeoutMs: number): Problem {
  if (memberOf(error, 'name') === 'TimeoutError') {
    return {
      code: 'users-info-slow',
      text: `${url} did not respond within ${timeoutMs / 1000} seconds.`,
      fix: 'Look for a slow query in findByIds() of your UserProvider: a visitor is waiting for the chat.',
    };
  }
  const cause = memberOf(error, 'cause') ?? error;
  return {
    code: 'users-info-unreachable',
    text: `${url} cannot be reached: ${quote(String(memberOf(cause, 'code') ?? memberOf(cause, 'message') ?? cause))}.`,
    fix: 'Check the host and port of usersInfoUrl. The sandbox requests it from the server, not from the browser.',
  };
}

function refuse(code: string, text: string, fix: string): FetchedUser {
  return { problem: { code, text, fix } };
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
