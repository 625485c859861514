import type { OptionRule } from './option-rule.js';

/** The words for a base URL that cannot be used. */
export const BASE_URL_RULE: OptionRule = {
  expected: 'an https: URL, an http: URL of this machine, or a path of this site, without a slash at the end',
  remedy: "Leave it out for the vendor's own host.",
};

/** Tells whether a value is a base URL from which a page may load a script. */
export function isBaseUrl(value: unknown): value is string {
  if (typeof value !== 'string' || value.endsWith('/') || /[\s"'<>?#\\]/.test(value)) return false;
  if (value.startsWith('/')) return !value.startsWith('//');
  if (!URL.canParse(value)) return false;
  const { protocol, hostname, username } = new URL(value);
  const isLoopback = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  return username === '' && (protocol === 'https:' || (protocol === 'http:' && isLoopback));
}
