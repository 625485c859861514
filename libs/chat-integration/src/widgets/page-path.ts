/** The longest path that is read, in UTF-16 code units; a longer one is not known. */
const MAX_LENGTH = 2_048;

/** The part of a request that holds its URL. */
interface RequestWithUrl {
  /** The URL as it was received, on Express and Fastify alike. */
  readonly originalUrl?: unknown;
  readonly url?: unknown;
}

/**
 * Returns the path of the page that a request is for: without its query, decoded once, without a trailing slash. `''`
 * if it is not known.
 */
export function requestedPath({ originalUrl, url }: RequestWithUrl): string {
  return pagePath(originalUrl ?? url);
}

/** Returns the path of a URL's path, as {@link requestedPath} does; `''` for anything else. */
export function pagePath(given: unknown): string {
  if (typeof given !== 'string' || !given.startsWith('/') || given.length > MAX_LENGTH) return '';
  const [encoded = ''] = given.split(/[?#]/, 1);
  return withoutTrailingSlash(decode(encoded));
}

function withoutTrailingSlash(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

/** A path that is not valid percent-encoding stays as it is. */
function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Returns whether a whole path matches a pattern, in which `*` matches any text. */
export function matchPath(pattern: string, path: string): boolean {
  const [first = '', ...parts] = withoutTrailingSlash(pattern).toLowerCase().split('*');
  const text = path.toLowerCase();
  const last = parts.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  for (const part of parts) {
    const found = text.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return at + last.length <= text.length;
}
