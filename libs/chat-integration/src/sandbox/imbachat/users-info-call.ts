import type { UserId } from '../../users/user-id.js';
import type { PagePerson, PageProblem } from '../../widget/page-verdict.js';

/** How the sandbox calls the site's Users info URL. */
export interface UsersInfoAccess {
  /** Absolute URL to which the id is appended. */
  readonly prefix: string;
  readonly apiLogin: string;
  readonly apiPassword: string;
  /** How long to wait, in milliseconds. */
  readonly timeoutMs: number;
}

/** Whom users info named, or why it named nobody. */
export type UsersInfoAnswer = { readonly person: PagePerson } | { readonly problem: PageProblem };

/** The code of the problem that users info does not know the id; everything else was all right. */
export const UNKNOWN_USER = 'users-info-without-user';

/**
 * Asks the site for one user, as the chat server does (`protocol/imbachat.md` sections 1.1 and 1.2). Never
 * throws: whatever goes wrong is explained.
 */
export async function callUsersInfo(id: UserId, access: UsersInfoAccess): Promise<UsersInfoAnswer> {
  const url = `${access.prefix}${id}`;
  const { apiLogin, apiPassword, timeoutMs } = access;
  try {
    const response = await fetch(url, {
      headers: {
        accept: 'application/json',
        authorization: `Basic ${Buffer.from(`${apiLogin}:${apiPassword}`).toString('base64')}`,
      },
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    // Read even where only the status counts, so that the connection is free again.
    const body = await response.text();
    return response.status === 200
      ? readUsersInfo(body, response.headers.get('content-type'), id, url)
      : { problem: statusProblem(response, url, apiLogin) };
  } catch (error) {
    return { problem: connectionProblem(error, url, timeoutMs) };
  }
}

/** Reads what users info answered with 200. */
export function readUsersInfo(
  body: string,
  contentType: string | null,
  id: UserId,
  url: string,
): UsersInfoAnswer {
  let records: unknown;
  try {
    records = JSON.parse(body);
  } catch {
    return refuse(
      'users-info-not-json',
      `${url} answered 200, but not JSON: ${contentType ?? 'without a content type'}, ${body.length} characters.`,
      'Something else than users info answers there, perhaps a page of the site. Check usersInfoUrl.',
    );
  }
  if (!Array.isArray(records)) {
    return refuse(
      'users-info-not-array',
      `${url} answered JSON, but ${records === null ? 'null' : `a value of type ${typeof records}`} in place of an array.`,
      'Users info is a bare array, also for one user. Perhaps an interceptor wraps it in an envelope.',
    );
  }
  const record: unknown = records.find((candidate) => Number(memberOf(candidate, 'user_id')) === id);
  if (record === undefined) {
    return refuse(
      UNKNOWN_USER,
      `Nobody has the id ${id}: users info answered an array of ${records.length} without it (${url}).`,
      'Check that findByIds() of your UserProvider finds this id.',
    );
  }
  const name = memberOf(record, 'name');
  if (memberOf(record, 'user_id') !== id || typeof name !== 'string' || name.trim() === '') {
    return refuse(
      'users-info-record',
      `${url} answered a record of user ${id} that the chat cannot read.`,
      'user_id must be a JSON number, not text, and name must be text that is not blank.',
    );
  }
  const avatarUrl = memberOf(record, 'avatar_url');
  return { person: { id: String(id), name, ...(typeof avatarUrl === 'string' && { avatarUrl }) } };
}

function statusProblem({ status, headers }: Response, url: string, apiLogin: string): PageProblem {
  if (status === 401 || status === 403) {
    const challenge = headers.get('www-authenticate') ?? '';
    return {
      code: 'users-info-unauthorized',
      text: `${url} answered ${status} to the API login "${apiLogin}".`,
      remedy: /^basic\b/i.test(challenge)
        ? 'Make imbachat.apiLogin and imbachat.apiPassword the same for ChatIntegrationModule and for the sandbox.'
        : 'The answer is not that of users info, which asks for HTTP Basic: perhaps a global guard of yours stands before it. Let it pass with endpoints.decorators.',
    };
  }
  if (status === 404) {
    return {
      code: 'users-info-not-found',
      text: `${url} answered 404: nothing is served there.`,
      remedy:
        'Check usersInfoUrl of the sandbox: ids are appended to it as they are, so it ends in / or =, and a global prefix of the application belongs into it.',
    };
  }
  if (status >= 300 && status < 400) {
    return {
      code: 'users-info-redirect',
      text: `${url} answered ${status}, a redirect to ${headers.get('location') ?? 'nowhere'}.`,
      remedy:
        'The chat server is no visitor and follows none. Give the URL that answers itself, and let it pass whatever sends visitors to a login page.',
    };
  }
  return {
    code: 'users-info-status',
    text: `${url} answered ${status}.`,
    remedy: "The application's log says why.",
  };
}

function connectionProblem(error: unknown, url: string, timeoutMs: number): PageProblem {
  if (memberOf(error, 'name') === 'TimeoutError') {
    return {
      code: 'users-info-slow',
      text: `${url} did not answer within ${timeoutMs / 1000} seconds.`,
      remedy: 'Look for a slow query in findByIds() of your UserProvider: somebody is waiting for the chat.',
    };
  }
  const cause = memberOf(error, 'cause') ?? error;
  return {
    code: 'users-info-unreachable',
    text: `${url} cannot be reached: ${String(memberOf(cause, 'code') ?? memberOf(cause, 'message') ?? cause)}.`,
    remedy:
      'Check host and port of usersInfoUrl. The sandbox calls it from the server, not from the browser.',
  };
}

function refuse(code: string, text: string, remedy: string): UsersInfoAnswer {
  return { problem: { code, text, remedy } };
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
