import type { CheckedUser, LeftOut } from './check-user-fields.js';

/** The longest URL, in UTF-16 code units. */
const MAX_URL_LENGTH = 2_048;

const ABSOLUTE = /^https?:\/\/[^/]/i;
const SCHEME = /^[a-z][a-z0-9+.-]*:/i;

/** Completes the picture and profile URLs of a user in place. */
export type CompleteUrls = (user: CheckedUser, leftOut: LeftOut) => void;

/** Returns whether a value is the URL of a site: absolute, `https:` or `http:`, without a query. @internal */
export function isSiteUrl(value: unknown): value is string {
  if (typeof value !== 'string' || !ABSOLUTE.test(value) || /[\s"'<>?#\\`]/.test(value)) return false;
  return value.length < MAX_URL_LENGTH && URL.canParse(value) && new URL(value).username === '';
}

/**
 * Creates a function that completes the URLs of users with the URL of the site: `/a.png` with its origin, `a.png` with
 * its path, `//host/a.png` with `https:`. URLs with another scheme and URLs that become too long are left out.
 */
export function completeUrlsWith(siteUrl: string): CompleteUrls {
  const { origin, href } = new URL(siteUrl);
  const folder = href.endsWith('/') ? href : `${href}/`;

  function complete(url: string): string | null {
    const completed = url.startsWith('//')
      ? `https:${url}`
      : url.startsWith('/')
        ? origin + url
        : ABSOLUTE.test(url)
          ? url
          : SCHEME.test(url)
            ? null
            : folder + url;
    return completed !== null && completed.length <= MAX_URL_LENGTH ? completed : null;
  }

  return (user: { -readonly [Field in keyof CheckedUser]: CheckedUser[Field] }, leftOut) => {
    for (const field of ['avatarUrl', 'profileUrl'] as const) {
      const url = user[field];
      if (url === null) continue;
      user[field] = complete(url);
      if (user[field] === null) leftOut.push(field);
    }
    for (const profile of Object.values(user.profiles ?? {})) {
      if (profile.avatarUrl) profile.avatarUrl = complete(profile.avatarUrl);
    }
  };
}
