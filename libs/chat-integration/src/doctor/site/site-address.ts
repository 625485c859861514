import { UsageError } from '../doctor.errors.js';

/** One way to ask for users: a Users info URL (`protocol/imbachat.md` section 1.2). */
export interface Layout {
  /** How it is called in a sentence, for example `users?ids=1,2`. */
  readonly name: string;
  /** What the ids are appended to. */
  readonly prefix: string;
}

/** Where a site answers the chat server. */
export interface SiteAddress {
  /** What was given. */
  readonly url: string;
  /** Below which everything is served, without a slash at the end; `null` where only users info is known. */
  readonly base: string | null;
  /** The ways to ask for users, that which was given first. */
  readonly layouts: readonly Layout[];
}

const LAYOUTS = ['users/', 'users?user_ids=', 'users?ids='];

/**
 * Reads the address of a site: the base of the endpoints, or a Users info URL, which ends in `users/` or in `=`.
 *
 * @throws {UsageError} when it is neither.
 */
export function readSiteAddress(text: string): SiteAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') {
    throw new UsageError(
      'Expected the URL of the site, got something else. Give it with its scheme, for example https://site.example/imbachat/api/v1.',
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw new UsageError(
      'Expected a URL without a login and a password, got one with them. Give them with --login and in the environment variable IMBACHAT_API_PASSWORD.',
    );
  }
  if (url.hash !== '' || (url.search !== '' && !url.search.endsWith('='))) {
    throw new UsageError(
      'Expected the base of the endpoints, or a Users info URL that ends in users/ or in =, to which ids are appended; got a URL with another query or a fragment.',
    );
  }
  const given = LAYOUTS.find((layout) => url.href.endsWith(`/${layout}`));
  if (given === undefined && url.search !== '') {
    return { url: url.href, base: null, layouts: [{ name: 'the Users info URL', prefix: url.href }] };
  }
  const base = (given === undefined ? url.href : url.href.slice(0, -given.length)).replace(/\/+$/, '');
  const order = given === undefined ? LAYOUTS : [given, ...LAYOUTS.filter((layout) => layout !== given)];
  return {
    url: url.href,
    base,
    layouts: order.map((layout) => ({ name: `${layout}1,2`, prefix: `${base}/${layout}` })),
  };
}
