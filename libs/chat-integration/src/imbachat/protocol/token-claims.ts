import { isUserNumber } from './user-numbers.js';

/** The claims of a user token (`protocol/imbachat.md` section 2). */
export interface TokenClaims {
  /** When the token expires: Unix time in seconds. */
  readonly exp: number;
  /** ImbaChat's number of the user. */
  readonly user_id: number;
}

/** The longest token that the vendor's socket server accepts, in bytes (`protocol/imbachat.md` section 2). */
export const MAX_TOKEN_BYTES = 600;

/**
 * Reads the claims of a compact JWS that has exactly the form of a user token: header `alg` HS256 and
 * `typ` JWT, claims `exp` and `user_id`, each member once, canonical base64url. Does not verify the
 * signature.
 * @returns the claims, or `undefined` for any other form.
 */
export function readTokenClaims(token: string): TokenClaims | undefined {
  if (token.length > MAX_TOKEN_BYTES) return undefined;
  const segments = token.split('.');
  const [header, claims, signature] = segments;
  if (segments.length !== 3 || !header || !claims || !signature || !isCanonicalBase64Url(signature))
    return undefined;

  const headerMembers = readMembers(header, ['alg', 'typ']);
  if (headerMembers?.['alg'] !== 'HS256' || headerMembers['typ'] !== 'JWT') return undefined;

  const { exp, user_id } = readMembers(claims, ['exp', 'user_id']) ?? {};
  return isUnixSeconds(exp) && isUserNumber(user_id) ? { exp, user_id } : undefined;
}

/** Reads a JSON object that has exactly these members, in any order, and is written as `JSON.stringify` does. */
function readMembers(segment: string, names: readonly string[]): Record<string, unknown> | undefined {
  if (!isCanonicalBase64Url(segment)) return undefined;
  const text = Buffer.from(segment, 'base64url').toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  // JSON.parse() keeps only one of two equal members, so the text would differ.
  if (typeof value !== 'object' || value === null || JSON.stringify(value) !== text) return undefined;
  const found = Object.keys(value);
  if (found.length !== names.length || !names.every((name) => found.includes(name))) return undefined;
  return value as Record<string, unknown>;
}

function isCanonicalBase64Url(text: string): boolean {
  return Buffer.from(text, 'base64url').toString('base64url') === text;
}

/** Returns whether a value is a time that a `Date` can hold. */
function isUnixSeconds(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= 8_640_000_000_000;
}
