/** The path at which notifications are received. */
export interface NotificationsPath {
  /** The route, with a parameter in place of the key, so that no log of routes shows it. */
  readonly route: string;
  /** The unguessable segment of the path. */
  readonly key: string;
}

/** The name of the route's parameter. */
export const KEY_PARAMETER = 'key';

const SEGMENT = /^[A-Za-z0-9_-]{1,100}$/;
// 128 bits of random bytes are 32 hexadecimal digits, or 22 characters of base64url.
const HEX = /^(?:[0-9a-f]{32,100}|[0-9A-F]{32,100})$/;
const BASE64URL = /^(?=.*[a-z])(?=.*[A-Z])[A-Za-z0-9_-]{22,100}$/;
// A random key has fewer different characters with a probability below one in a million.
const MIN_DISTINCT = { hex: 8, base64url: 10 };

/** Parses the option `endpoints.notifications`; `null` if no segment but the first one is unguessable. */
export function parseNotificationsPath(path: unknown): NotificationsPath | null {
  if (typeof path !== 'string') return null;
  const segments = path.replace(/^\/|\/$/g, '').split('/');
  if (!segments.every((segment) => SEGMENT.test(segment))) return null;
  // The first segment separates the route from the application's own, because the key is a parameter.
  const index = segments.findIndex((segment, position) => position > 0 && isUnguessable(segment));
  if (index === -1) return null;
  const route = segments.with(index, `:${KEY_PARAMETER}`).join('/');
  return { route, key: segments[index]! };
}

/** Returns whether a text looks like at least 128 random bits. Words, patterns and sequences do not. */
function isUnguessable(text: string): boolean {
  const isHex = HEX.test(text);
  if (!isHex && !BASE64URL.test(text)) return false;
  const distinct = new Set(text.toLowerCase()).size;
  if (distinct < (isHex ? MIN_DISTINCT.hex : MIN_DISTINCT.base64url)) return false;
  // A text that repeats itself is found in its double before its end.
  if (`${text}${text}`.indexOf(text, 1) < text.length) return false;
  const codes = [...text.toLowerCase()].map((character) => character.codePointAt(0)!);
  const steps = codes.filter((code, at) => at > 0 && Math.abs(code - codes[at - 1]!) === 1).length;
  return steps < text.length / 3;
}
