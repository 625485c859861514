import { isPlainObject } from 'nestjs-chat-integration/internal';
import {
  isSignedWith,
  isUserNumber,
  MAX_TOKEN_BYTES,
  MAX_USER_NUMBER,
  readTokenClaims,
  type TokenClaims,
} from 'nestjs-chat-integration/protocol';
import { parseJson, shortJson } from './json.js';
import type { Problem } from './page-diagnosis.js';
import { relativeTime } from './relative-time.js';

/** The latest time that a `Date` can hold, in Unix seconds. */
const MAX_UNIX_SECONDS = 8_640_000_000_000;

/** The identity that a page passed to `window.ImbaChat.load()`, unchecked. */
export interface PageIdentity {
  readonly user_id?: unknown;
  readonly token?: unknown;
}

/** The values in ImbaChat's dashboard that tokens are verified with. */
export interface TokenSettings {
  /** Used to recognize tokens that use the signing scheme from before 2019. */
  readonly widgetId?: number | string | undefined;
  readonly secretKey: string;
}

/** A guest, the user of a valid token, or why the token is not valid. */
export type TokenDiagnosis =
  | { readonly guest: true }
  | { readonly userNumber: number; readonly expiresAt: Date }
  | { readonly problem: Problem };

/**
 * Verifies the identity that a page passed to ImbaChat as the chat server does, and explains what is wrong with it
 * (`protocol/imbachat.md` section 2). Never throws; the result contains neither the key nor the token.
 *
 * @param now milliseconds since 1970.
 */
export function diagnoseToken(
  { user_id, token }: PageIdentity,
  settings: TokenSettings,
  now: number,
): TokenDiagnosis {
  if (user_id === undefined && token === undefined) return { guest: true };
  if (typeof token !== 'string' || token === '') {
    return refuse(
      'token-missing',
      `The page passed ${describe('user_id', user_id)} and ${describe('token', token)}.`,
      'Pass both for a signed-in user and neither for a guest; null is not allowed.',
    );
  }
  if (user_id === undefined) {
    return refuse(
      'user-id-missing',
      'The page passed a token but no user_id.',
      'Pass both to ImbaChat.load().',
    );
  }
  const claims = readTokenClaims(token);
  if (!claims) return { problem: findFormProblem(token) };
  if (!isSignedWith(token, settings.secretKey)) return { problem: otherSecretProblem(token, settings) };
  if (user_id !== claims.user_id) return refuseUserId(user_id, claims);
  const expiresAt = new Date(claims.exp * 1000);
  if (Math.floor(now / 1000) <= claims.exp) return { userNumber: claims.user_id, expiresAt };
  return refuse(
    'token-expired',
    `The token expired at ${describeExpiry(claims.exp, now)}.`,
    'Issue a fresh token for each page and do not cache pages, or increase imbachat.tokenTtlSeconds.',
  );
}

function refuseUserId(user_id: unknown, claims: TokenClaims): TokenDiagnosis {
  return refuse(
    'user-id-differs',
    `The page passed ${describe('user_id', user_id)}, but the token is for user ${claims.user_id}.`,
    user_id === String(claims.user_id)
      ? 'Pass user_id as a number, not as text: the chat server compares JSON numbers.'
      : 'Pass the id that the token was issued for. One of the two may have been cached for another visitor.',
  );
}

/** Explains why a token does not have the form of a user token. */
function findFormProblem(token: string): Problem {
  const fix = 'Issue tokens with TokenService.issue(), and put them into the page unchanged.';
  if (token.length > MAX_TOKEN_BYTES) {
    return {
      code: 'token-too-long',
      text: `The token has ${token.length} bytes, but the chat server accepts at most ${MAX_TOKEN_BYTES}.`,
      fix,
    };
  }
  const malformed = (text: string): Problem => ({ code: 'token-malformed', text, fix });
  const parts = token.split('.');
  if (parts.length !== 3) {
    const count = `${parts.length} ${parts.length === 1 ? 'part' : 'parts'}`;
    return malformed(`The token has ${count}, but a JWT has three, separated by dots.`);
  }
  const [header, claims] = parts.map(parseTokenPart);
  if (!header || !claims) {
    return malformed('The token is not a JWT: its header or claims are not a JSON object in base64url.');
  }
  if (header['alg'] !== 'HS256') {
    return {
      code: 'token-algorithm',
      text: `The token's header has the algorithm ${shortJson(header['alg'])}, but it must be "HS256".`,
      fix,
    };
  }
  const claimProblems = findClaimProblems(claims);
  if (claimProblems.length > 0) {
    return {
      code: 'token-claims',
      text: `The token must have exactly the claims exp and user_id. ${claimProblems.join(' ')}`,
      fix,
    };
  }
  return malformed(
    'The token is not in canonical form: its header has other members than alg and typ, its JSON has spaces or ' +
      'repeated members, or its base64url has padding or invalid characters.',
  );
}

function findClaimProblems({ exp, user_id, ...others }: Record<string, unknown>): string[] {
  const problems: string[] = [];
  if (!isUnixSeconds(exp)) problems.push(`exp is ${shortJson(exp)}, not a Unix time in whole seconds.`);
  if (!isUserNumber(user_id)) {
    problems.push(`user_id is ${shortJson(user_id)}, not an integer from 1 to ${MAX_USER_NUMBER}.`);
  }
  const names = Object.keys(others);
  if (names.length > 0) problems.push(`Unexpected: ${names.map(shortJson).join(', ')}.`);
  return problems;
}

/** Explains a signature that does not match the secret key, with the common mistake that produced it. */
export function otherSecretProblem(token: string, { secretKey, widgetId }: TokenSettings): Problem {
  const quoted = 'It is signed with the secret key in quotation marks, perhaps from a .env file.';
  const mistakes: [secretKey: string, hint: string][] = [
    [
      `${secretKey}${widgetId ?? ''}`,
      'It is signed with the secret key followed by the widget id, which is the scheme from before 2019.',
    ],
    [`${secretKey}\n`, 'It is signed with a line break after the secret key.'],
    [`${secretKey} `, 'It is signed with a space after the secret key.'],
    [`"${secretKey}"`, quoted],
    [`'${secretKey}'`, quoted],
  ];
  const hint = mistakes.find(([other]) => isSignedWith(token, other))?.[1];
  return {
    code: 'token-other-secret',
    text: `The token is not signed with the dashboard's secret key.${hint ? ` ${hint}` : ''}`,
    fix: 'Set imbachat.secretKey to exactly the Secret key of the dashboard.',
  };
}

/** Parses the header or claims of a token; returns `undefined` unless they are a JSON object in base64url. */
export function parseTokenPart(part: string): Record<string, unknown> | undefined {
  const value = parseJson(Buffer.from(part, 'base64url').toString('utf8'));
  return isPlainObject(value) ? value : undefined;
}

/** Describes when a token expires or expired, for example `2026-01-01T07:00:00Z, in 7 hours`. */
export function describeExpiry(exp: number, now: number): string {
  return `${new Date(exp * 1000).toISOString().replace('.000Z', 'Z')}, ${relativeTime(exp * 1000, now)}`;
}

function refuse(code: string, text: string, fix: string): TokenDiagnosis {
  return { problem: { code, text, fix } };
}

/** Describes a value that a page passed, without showing a token. */
function describe(name: 'user_id' | 'token', value: unknown): string {
  if (value === undefined) return `no ${name}`;
  return name === 'token' && typeof value === 'string' && value !== ''
    ? 'a token'
    : `${name} ${shortJson(value)}`;
}

function isUnixSeconds(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= MAX_UNIX_SECONDS;
}
