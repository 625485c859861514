import { createHmac, timingSafeEqual, type KeyObject } from 'node:crypto';
import { ChatIntegrationError, InvalidOptionsError } from '../../chat-integration.errors.js';
import { isIntegerBetween } from '../../options/options.js';
import { brokenRule, isSigningSecret, MIN_SECRET_BYTES } from '../../options/secret-rules.js';
import { describeSecret, describeValue } from '../../text/describe.js';
import { readTokenClaims, type TokenClaims } from './token-claims.js';
import { toUserNumber } from './user-numbers.js';

/** The longest lifetime of a token, in seconds: 30 days. @internal */
export const MAX_TOKEN_TTL_SECONDS = 2_592_000;

/** The default lifetime of a token, in seconds: 7 hours, as in every plugin of the vendor. @internal */
export const DEFAULT_TOKEN_TTL_SECONDS = 25_200;

/** Returns whether a value is a usable lifetime of a token, in seconds. @internal */
export const isTokenTtl = isIntegerBetween(1, MAX_TOKEN_TTL_SECONDS);

/** The content of a valid token. */
export interface VerifiedToken {
  /** ImbaChat's number of the user that the token signs in. */
  readonly userId: number;
  /** When the token expires. */
  readonly expiresAt: Date;
}

/** The lifetime of a token is invalid. */
export class InvalidTokenTtlError extends ChatIntegrationError {
  readonly code = 'ERR_CHAT_TOKEN_TTL_INVALID';

  constructor(value: unknown) {
    super(
      `Expected ttlSeconds to be an integer from 1 to ${MAX_TOKEN_TTL_SECONDS} (30 days) but got ` +
        `${describeValue(value)}. Fix: pass a number; convert a value from the environment with Number().`,
    );
  }
}

/** A token was not issued by this site. */
export class InvalidTokenError extends ChatIntegrationError {
  readonly code = 'ERR_CHAT_TOKEN_INVALID';

  constructor() {
    super(
      'Expected an HS256 token with exactly the claims exp and user_id, signed with one of the secret keys, but got ' +
        'something else. Fix: issue tokens with TokenService.issue() or signToken(), with the same secret key.',
    );
  }
}

/** A token has expired. */
export class ExpiredTokenError extends ChatIntegrationError {
  readonly code = 'ERR_CHAT_TOKEN_EXPIRED';

  /** @param expiredAt when the token expired. */
  constructor(readonly expiredAt: Date) {
    super(
      `Expected a valid token but got a token that expired at ${expiredAt.toISOString()}. Fix: issue a new one.`,
    );
  }
}

/** Options of {@link signToken}. */
export interface SignTokenOptions {
  /** The secret key of ImbaChat's dashboard. */
  readonly secretKey: string;
  /**
   * The lifetime of the token, in seconds: 1 to 2,592,000 (30 days).
   * @default 25_200
   */
  readonly ttlSeconds?: number | undefined;
  /**
   * The current time, in milliseconds since 1970.
   * @default Date.now()
   */
  readonly now?: number | undefined;
}

/** Options of {@link verifyToken}. */
export interface VerifyTokenOptions {
  /** The secret key of ImbaChat's dashboard; several during a rotation. */
  readonly secretKey: string | readonly string[];
  /**
   * The current time, in milliseconds since 1970.
   * @default Date.now()
   */
  readonly now?: number | undefined;
}

/**
 * Issues the token that signs a user in to ImbaChat (`protocol/imbachat.md` section 2), outside a Nest application.
 *
 * @param userNumber ImbaChat's number of the user, or its decimal text.
 * @throws {InvalidUserNumberError} when it is not a user number.
 * @throws {InvalidTokenTtlError} when the lifetime is invalid.
 * @throws {InvalidOptionsError} when the secret key is too short.
 * @example
 * ```ts
 * const token = signToken(42, { secretKey: process.env.IMBACHAT_SECRET_KEY!, ttlSeconds: 3_600 });
 * ```
 */
export function signToken(
  userNumber: number | `${number}`,
  { secretKey, ttlSeconds = DEFAULT_TOKEN_TTL_SECONDS, now = Date.now() }: SignTokenOptions,
): string {
  const claims = tokenClaims(userNumber, ttlSeconds, now);
  const signed = `${HEADER}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`;
  return `${signed}.${hs256(signed, checkedKey(secretKey)).toString('base64url')}`;
}

/**
 * Verifies a token of ImbaChat (`protocol/imbachat.md` section 2), outside a Nest application.
 *
 * @throws {InvalidTokenError} when the token was not signed with one of the secret keys.
 * @throws {ExpiredTokenError} when the token has expired.
 * @throws {InvalidOptionsError} when a secret key is too short.
 */
export function verifyToken(
  token: string,
  { secretKey, now = Date.now() }: VerifyTokenOptions,
): VerifiedToken {
  const given = [secretKey].flat();
  const keys = (given.length > 0 ? given : [undefined]).map(checkedKey);
  return readToken(token, now, () => keys.some((key) => isSignedWith(token, key)));
}

/** Builds the claims of a token: exactly `exp` and `user_id`. Throws as {@link signToken}. @internal */
export function tokenClaims(userNumber: unknown, ttlSeconds: unknown, now: number): TokenClaims {
  if (!isTokenTtl(ttlSeconds)) throw new InvalidTokenTtlError(ttlSeconds);
  return { exp: unixSeconds(now) + ttlSeconds, user_id: toUserNumber(userNumber) };
}

/**
 * Reads and verifies a token. The vendor's server rejects `now > exp`, so a token is valid until the end of its
 * last second.
 *
 * @param isSigned verifies the signature.
 * @throws as {@link verifyToken}.
 * @internal
 */
export function readToken(token: unknown, now: number, isSigned: () => boolean): VerifiedToken {
  const claims = typeof token === 'string' ? readTokenClaims(token) : undefined;
  if (!claims || !isSigned()) throw new InvalidTokenError();
  const expiresAt = new Date(claims.exp * 1000);
  if (unixSeconds(now) > claims.exp) throw new ExpiredTokenError(expiresAt);
  return { userId: claims.user_id, expiresAt };
}

/**
 * Converts the result of a clock. With NaN or -Infinity, tokens would never expire.
 *
 * @param now milliseconds since 1970.
 * @throws {InvalidOptionsError} when it is not a time until the year 10000.
 */
function unixSeconds(now: unknown): number {
  const seconds = typeof now === 'number' ? Math.floor(now / 1000) : Number.NaN;
  if (seconds >= 0 && seconds < YEAR_10000) return seconds;
  const message =
    `expected milliseconds since 1970, until the year 10000, but got ${describeValue(now)}. ` +
    'Fix: return a number such as Date.now().';
  throw new InvalidOptionsError([{ path: 'imbachat.clock', message }]);
}

/** The year 10000: Unix time in seconds. */
const YEAR_10000 = 253_402_300_800;

/** Returns whether the signature of a compact JWS is the HS256 of this key, in constant time. */
export function isSignedWith(token: string, key: string | KeyObject): boolean {
  const dot = token.lastIndexOf('.');
  const signature = Buffer.from(token.slice(dot + 1), 'base64url');
  const expected = hs256(token.slice(0, Math.max(dot, 0)), key);
  return signature.length === expected.length && timingSafeEqual(signature, expected);
}

const HEADER = Buffer.from('{"alg":"HS256","typ":"JWT"}').toString('base64url');

function hs256(text: string, key: string | KeyObject): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function checkedKey(key: unknown): string {
  const rule = isSigningSecret(key) ? brokenRule(key) : SECRET_KEY;
  if (rule === undefined) return key as string;
  const message = `expected ${rule.expected} but got ${describeSecret(key)}. Fix: ${rule.fix}`;
  throw new InvalidOptionsError([{ path: 'secretKey', message }], 'nestjs-chat-integration/protocol');
}

const SECRET_KEY = {
  expected: `a key of at least ${MIN_SECRET_BYTES} bytes`,
  fix: 'copy the secret key from the ImbaChat dashboard.',
};
