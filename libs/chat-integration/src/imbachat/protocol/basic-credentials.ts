import { hash, timingSafeEqual } from 'node:crypto';

/** A login and a password of HTTP Basic authorization. */
export interface BasicCredentials {
  readonly login: string;
  readonly password: string;
}

/**
 * Builds the value of an `Authorization` header of HTTP Basic (RFC 7617 section 2), in UTF-8.
 *
 * @example
 * ```ts
 * basicAuthorization('chat', 'a password') // 'Basic Y2hhdDphIHBhc3N3b3Jk'
 * ```
 */
export function basicAuthorization(login: string, password: string): string {
  return `Basic ${Buffer.from(`${login}:${password}`).toString('base64')}`;
}

/** Why a call is refused, as text for the log. No text contains any part of the credentials. */
export const REFUSALS = {
  missing: 'the Authorization header is missing',
  malformed: 'the Authorization header is not "Basic" and base64',
  not_canonical: 'the base64 is not canonical',
  not_utf8: 'the credentials are not UTF-8',
  control_character: 'the credentials contain a control character',
  no_colon: 'the colon between login and password is missing',
  wrong: 'the login or the password is wrong',
  wrong_path: 'the key in the path of the notifications is wrong',
} as const;

/** A reason for which a call is refused. */
export type Refusal = keyof typeof REFUSALS;

/** The credentials of a header, or why it has none. */
export type ParsedBasicCredentials =
  | { readonly credentials: BasicCredentials; readonly refusal?: undefined }
  | { readonly credentials?: undefined; readonly refusal: Refusal };

// RFC 7617 section 2: the case-insensitive scheme, one space, base64 with its padding (RFC 4648 section 4).
const BASIC = /^basic ((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)$/i;

// RFC 7617 section 2: neither part may contain a control character, the CTL of RFC 5234.
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const CONTROL = /[\u0000-\u001f\u007f]/;

/** Parses an `Authorization` header exactly as RFC 7617 defines it (`protocol/imbachat.md` section 1.1). */
export function parseBasicCredentials(header: unknown): ParsedBasicCredentials {
  if (typeof header !== 'string' || header === '') return { refusal: 'missing' };
  const encoded = BASIC.exec(header)?.[1];
  if (encoded === undefined) return { refusal: 'malformed' };
  const bytes = Buffer.from(encoded, 'base64');
  if (bytes.toString('base64') !== encoded) return { refusal: 'not_canonical' };
  const text = decodeUtf8(bytes);
  if (text === undefined) return { refusal: 'not_utf8' };
  if (CONTROL.test(text)) return { refusal: 'control_character' };
  const colon = text.indexOf(':');
  if (colon === -1) return { refusal: 'no_colon' };
  return { credentials: { login: text.slice(0, colon), password: text.slice(colon + 1) } };
}

/**
 * The accepted credentials, stored as digests. Logins are compared case-insensitively, passwords exactly.
 * The comparison takes constant time: it always compares all pairs, by digests of equal length.
 * @internal
 */
export class AcceptedCredentials {
  readonly #digests: readonly Buffer[];

  constructor(accepted: readonly BasicCredentials[]) {
    this.#digests = accepted.map(digestOf);
  }

  /** Returns whether these credentials are accepted. */
  include(credentials: BasicCredentials): boolean {
    const given = digestOf(credentials);
    let included = false;
    for (const accepted of this.#digests) {
      if (timingSafeEqual(given, accepted)) included = true;
    }
    return included;
  }
}

/** Digests both parts at once, separated by U+0000, which neither part may contain. */
function digestOf({ login, password }: BasicCredentials): Buffer {
  return hash('sha256', `${login.toLowerCase()}\0${password}`, 'buffer');
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}
