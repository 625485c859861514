import { Option } from './options.js';

/** Checks the base URL of a vendor's server, from which pages load its script. */
export const BaseUrl: PropertyDecorator = Option(
  {
    expected: 'an https: URL, an http: URL of this machine, or a path of this site, without a trailing slash',
    fix: "leave it out to use the vendor's own host.",
  },
  isBaseUrl,
);

/** Returns whether a value is a base URL from which a page may load a script. */
export function isBaseUrl(value: unknown): value is string {
  if (typeof value !== 'string' || value.endsWith('/') || /[\s"'<>?#\\]/.test(value)) return false;
  if (value.startsWith('/')) return !value.startsWith('//');
  if (!URL.canParse(value)) return false;
  const { protocol, hostname, username } = new URL(value);
  const isLoopback = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  return username === '' && (protocol === 'https:' || (protocol === 'http:' && isLoopback));
}
