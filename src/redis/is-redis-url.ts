/** The URL formats that {@link isRedisUrl} accepts, for error messages. */
export const REDIS_URL_FORMS = 'redis://user:password@host:6379/0 or rediss://… for TLS';

/** Returns whether a string is a Redis URL that the client can parse. */
export function isRedisUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password, pathname, search, hash } = new URL(text);
  return (
    /^rediss?:$/.test(protocol) &&
    hostname !== '' &&
    /^\/?[0-9]{0,5}$/.test(pathname) &&
    search + hash === '' &&
    isEncoded(username) &&
    isEncoded(password)
  );
}

function isEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
