import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import { MAX_TOKEN_BYTES, readTokenClaims, type TokenClaims } from './token-format.js';
import { isPlainObject } from '../options/plain-object.js';
import { isUserId, MAX_USER_ID, type UserId } from '../users/user-id.js';
import type { PageProblem } from '../widget/page-verdict.js';
import { ago } from './ago.js';

/** The last time that a `Date` can hold, in Unix seconds. */
const MAX_UNIX_SECONDS = 8_640_000_000_000;

/** Who a page says is looking: what it gave to `window.ImbaChat.load()`. */
export interface PageIdentity {
  readonly user_id?: unknown;
  readonly token?: unknown;
}

/** What the dashboard says of tokens. */
export interface TokenKey {
  /** Tells a token that was signed as before 2019. */
  readonly widgetId?: string | undefined;
  readonly secretKey: KeyObject;
}

/** A guest, somebody whose token is right, or why it is not. */
export type TokenVerdict =
  | { readonly guest: true }
  | { readonly userId: UserId; readonly expiresAt: Date }
  | { readonly problem: PageProblem };

/**
 * Verifies a token as the chat server does, and says what is wrong with one that it would refuse
 * (`protocol/imbachat.md` section 2). Never throws, and tells nothing of the key.
 *
 * @param now milliseconds since 1970.
 */
export function explainToken(page: PageIdentity, key: TokenKey, now: number): TokenVerdict {
  const { user_id, token } = page;
  if (user_id === undefined && token === undefined) return { guest: true };
  if (typeof token !== 'string' || token === '') {
    return refuse(
      'token-missing',
      `The page gave ${shown(user_id, 'user_id')} and ${shown(token, 'token')}.`,
      'A page of somebody who is signed in gives both; a guest gives neither, and null for none of them.',
    );
  }
  if (user_id === undefined) {
    return refuse('user-id-missing', 'The page gave a token without user_id.', 'Give both to load().');
  }
  const claims = readTokenClaims(token);
  if (!claims) return { problem: formProblem(token) };
  if (!isSignedWith(key.secretKey, token)) return { problem: signatureProblem(token, key) };
  return isSameUser(user_id, claims) ?? inTime(claims, now);
}

function isSameUser(user_id: unknown, claims: TokenClaims): TokenVerdict | undefined {
  if (user_id === claims.user_id) return undefined;
  const isText = user_id === String(claims.user_id);
  return refuse(
    'user-id-differs',
    `The page gave ${shown(user_id, 'user_id')}, the token is for user ${claims.user_id}.`,
    isText
      ? 'Give user_id as a number, not as text: the chat server compares JSON numbers.'
      : 'Give the id for which the token was issued; perhaps one of the two was kept from another visitor.',
  );
}

function inTime({ exp, user_id }: TokenClaims, now: number): TokenVerdict {
  const expiresAt = new Date(exp * 1000);
  if (Math.floor(now / 1000) <= exp) return { userId: user_id, expiresAt };
  return refuse(
    'token-expired',
    `The token ended at ${isoSeconds(expiresAt)}, ${ago(now - exp * 1000)}.`,
    'Issue a fresh one for each page, and do not keep the page; or give tokens a longer life with imbachat.tokenTtlSeconds, in seconds.',
  );
}

/** Why a token does not have the form of a user token. */
function formProblem(token: string): PageProblem {
  const remedy = 'Issue tokens with TokenService.issue(), and put them into the page as they are.';
  if (token.length > MAX_TOKEN_BYTES) {
    return {
      code: 'token-too-long',
      text: `The token has ${token.length} bytes; the chat server holds ${MAX_TOKEN_BYTES} at most.`,
      remedy,
    };
  }
  const malformed = (text: string): PageProblem => ({ code: 'token-malformed', text, remedy });
  const segments = token.split('.');
  if (segments.length !== 3) {
    return malformed(
      `The token has ${segments.length} ${segments.length === 1 ? 'part' : 'parts'} between dots; it is no JWT, which has three.`,
    );
  }
  const [header, claims] = segments.map(jsonOf);
  if (!header || !claims) {
    return malformed('The token is no JWT: header or claims are not an object of JSON in base64url.');
  }
  if (header['alg'] !== 'HS256') {
    return {
      code: 'token-algorithm',
      text: `The token's header names the algorithm ${JSON.stringify(header['alg'])}; it must be "HS256".`,
      remedy,
    };
  }
  const wrong = wrongClaims(claims);
  if (wrong.length > 0) {
    return {
      code: 'token-claims',
      text: `The claims must be exactly exp and user_id. ${wrong.join(' ')}`,
      remedy,
    };
  }
  return malformed(
    'The token is not written as a JWT is: its header is not {"typ":"JWT","alg":"HS256"}, or its base64url has padding or characters that do not belong.',
  );
}

function wrongClaims({ exp, user_id, ...others }: Record<string, unknown>): string[] {
  const wrong: string[] = [];
  if (!isUnixSeconds(exp)) wrong.push(`exp is ${brief(exp)}, not a time in whole seconds since 1970.`);
  if (!isUserId(user_id)) wrong.push(`user_id is ${brief(user_id)}, not a number from 1 to ${MAX_USER_ID}.`);
  const names = Object.keys(others);
  if (names.length > 0) wrong.push(`There is also ${names.map((name) => brief(name)).join(', ')}.`);
  return wrong;
}

/** Says what is wrong with a signature that is not the key's, and which usual mistake explains it. */
export function signatureProblem(token: string, { secretKey, widgetId }: TokenKey): PageProblem {
  const secret = secretKey.export().toString('utf8');
  const variants: [text: string, hint: string][] = [
    [
      `${secret}${widgetId ?? ''}`,
      'It is signed with the secret key followed by the widget id, as before 2019.',
    ],
    [`${secret}\n`, 'It is signed with the secret key and a line break after it.'],
    [`${secret} `, 'It is signed with the secret key and a blank after it.'],
    [`"${secret}"`, 'It is signed with the secret key in quotation marks, perhaps from a .env file.'],
    [`'${secret}'`, 'It is signed with the secret key in quotation marks, perhaps from a .env file.'],
  ];
  const hint = variants.find(([text]) => isSignedWith(createSecretKey(text, 'utf8'), token))?.[1];
  return {
    code: 'token-other-secret',
    text: `The token is signed with another secret key than the dashboard's.${hint ? ` ${hint}` : ''}`,
    remedy: 'Make imbachat.secretKey the same as the Secret key of the dashboard, to the letter.',
  };
}

/** Tells whether the last part of a token is the HMAC-SHA256 of what stands before it. */
export function isSignedWith(key: KeyObject, token: string): boolean {
  const dot = token.lastIndexOf('.');
  const expected = createHmac('sha256', key).update(token.slice(0, dot)).digest();
  const given = Buffer.from(token.slice(dot + 1), 'base64url');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** The object of JSON in one part of a token; `undefined` where there is none. */
export function jsonOf(segment: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(segment, 'base64url').toString('utf8'));
    return isPlainObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function refuse(code: string, text: string, remedy: string): TokenVerdict {
  return { problem: { code, text, remedy } };
}

/** A value that a page gave, as it stands in a sentence; a token itself is never shown. */
function shown(value: unknown, name: 'user_id' | 'token'): string {
  if (value === undefined) return `no ${name}`;
  if (name === 'token' && typeof value === 'string' && value !== '') return 'a token';
  return `${name} ${brief(value)}`;
}

function brief(value: unknown): string {
  const text = JSON.stringify(value) ?? 'missing';
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** A time to the second, in UTC. */
function isoSeconds(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, 'Z');
}

function isUnixSeconds(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= MAX_UNIX_SECONDS;
}
