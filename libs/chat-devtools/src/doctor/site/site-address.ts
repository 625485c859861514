import { UsageError } from '../doctor.errors.js';

/** One form of the Users info URL (`protocol/imbachat.md` section 1.2). */
export interface UsersInfoLayout {
  /** Its name in messages, for example `users?ids=1,2`. */
  readonly name: string;
  /** The URL to which the ids are appended. */
  readonly prefix: string;
}

/** Where a site serves what the chat server calls. */
export interface SiteAddress {
  /** The URL that was given. */
  readonly url: string;
  /** The base URL of all endpoints, without a trailing slash; `null` if only users info is known. */
  readonly base: string | null;
  /** The layouts to try, the given one first. */
  readonly layouts: readonly UsersInfoLayout[];
}

const LAYOUTS = ['users/', 'users?user_ids=', 'users?ids='];

/**
 * Parses the address of a site: the base URL of the endpoints, or a Users info URL, which ends in `users/` or in `=`.
 *
 * @throws {UsageError} when it is neither.
 */
export function parseSiteAddress(text: string): SiteAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') {
    throw new UsageError(
      'Expected the URL of the site but got something else. Fix: pass it with its scheme, for example https://site.example/imbachat/api/v1.',
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw new UsageError(
      'Expected a URL without a login and a password but got one with them. Fix: pass --login, and set IMBACHAT_API_PASSWORD.',
    );
  }
  if (url.hash !== '' || (url.search !== '' && !url.search.endsWith('='))) {
    throw new UsageError(
      'Expected the base URL of the endpoints, or a Users info URL that ends in users/ or in =, but got a URL with another query or a fragment. Fix: remove everything after the path, or after the =.',
    );
  }
  const given = LAYOUTS.find((layout) => url.href.endsWith(`/${layout}`));
  if (given === undefined && url.search !== '') {
    return { url: url.href, base: null, layouts: [{ name: 'the Users info URL', prefix: url.href }] };
  }
  const base = (given === undefined ? url.href : url.href.slice(0, -given.length)).replace(/(?<!\/)\/+$/, '');
  const layouts = given === undefined ? LAYOUTS : [given, ...LAYOUTS.filter((layout) => layout !== given)];
  return {
    url: url.href,
    base,
    layouts: layouts.map((layout) => ({ name: `${layout}1,2`, prefix: `${base}/${layout}` })),
  };
}
