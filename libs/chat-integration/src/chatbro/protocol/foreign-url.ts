import { quote } from '../../text/describe.js';
import type { ChatBroIdentity } from './identity.js';

/** Text that its sender could move to a URL field, where it leads to a place of the sender's choice. */
export interface ForeignUrl {
  /** The index in the signed text at which the URL starts. */
  readonly start: number;
  /** What the sender would gain, as the end of a sentence. */
  readonly gain: string;
}

/**
 * Finds text that, as an avatar or profile URL, has a scheme or a host that the user's own URLs do not have, or adds an
 * attribute to the HTML around it. Text with neither leads to the page's own host: it cannot be excluded, because every
 * end of a name is such a URL, a relative one.
 *
 * @param text the signed text of the identity.
 */
export function findForeignUrl(identity: ChatBroIdentity, text: string): ForeignUrl | undefined {
  const { siteUserExternalId: id = '', siteUserFullName: name = '' } = identity;
  const { siteUserAvatarUrl: avatar = '', siteUserProfileUrl: profile = '' } = identity;
  const nameEnd = id.length + name.length;
  const own = [authorityOf(avatar, nameEnd), authorityOf(profile, nameEnd + avatar.length)] as const;
  return (
    scheme(text, id.length, own) ??
    host(text, own) ??
    (text.includes('&') ? reference(text) : undefined) ??
    (text.includes('=') ? attribute(text, id.length, nameEnd) : undefined)
  );
}

/** The scheme and host of a URL of the user, as positions in the signed text. */
interface Authority {
  readonly start: number;
  /** The colon after the scheme, if the URL has one. */
  readonly colon: number | undefined;
  readonly hostStart: number;
  readonly end: number;
  /** Whether the URL ends with its host, so that the next field continues the host. */
  readonly isWholeUrl: boolean;
}

type OwnAuthorities = readonly [Authority | undefined, Authority | undefined];

const OWN_SCHEMES: ReadonlySet<string> = new Set(['', 'http:', 'https:']);

function authorityOf(url: string, start: number): Authority | undefined {
  const slashes = url.indexOf('//');
  if (slashes === -1 || !OWN_SCHEMES.has(url.slice(0, slashes).toLowerCase())) return undefined;
  let end = slashes + 2;
  while (end < url.length && !isHostEnd(url[end])) end++;
  return {
    start,
    colon: slashes === 0 ? undefined : start + slashes - 1,
    hostStart: start + slashes + 2,
    end: start + end,
    isWholeUrl: end === url.length,
  };
}

function isHostEnd(character: string | undefined): boolean {
  return character === '/' || character === '?' || character === '#' || character === undefined;
}

// Ids and hosts are the site's own text, which can contain colons, so only these schemes are refused in them.
const SCRIPT = /(?:javascript|vbscript|data)$/i;

function scheme(text: string, idLength: number, [avatar, profile]: OwnAuthorities): ForeignUrl | undefined {
  for (let colon = text.indexOf(':', 1); colon !== -1; colon = text.indexOf(':', colon + 1)) {
    if (colon === avatar?.colon || colon === profile?.colon) continue;
    const start = schemeStart(text, colon, idLength);
    const isOfSite = colon < idLength || isIn(avatar, colon) || isIn(profile, colon);
    if (start === colon || (isOfSite && !SCRIPT.test(text.slice(start, colon)))) continue;
    return { start, gain: `a user whose URL has the scheme ${quote(text.slice(start, colon + 1))}` };
  }
  return undefined;
}

function isIn(authority: Authority | undefined, index: number): boolean {
  return authority !== undefined && index >= authority.start && index < authority.end;
}

/** Returns where a scheme before a colon starts, after the id if possible; the index of the colon if there is none. */
function schemeStart(text: string, colon: number, idLength: number): number {
  let start = colon;
  for (let index = colon - 1; index > 0; index--) {
    const character = text.charAt(index);
    if (/[a-z]/i.test(character)) start = index;
    else if (!/[0-9+.-]/.test(character)) break;
    if (index === idLength && start !== colon) break;
  }
  return start;
}

/** Finds two slashes that do not precede the host of the user's own URL, or an own URL whose host is continued. */
function host(given: string, [avatar, profile]: OwnAuthorities): ForeignUrl | undefined {
  // Browsers read \ as /.
  const text = given.includes('\\') ? given.replaceAll('\\', '/') : given;
  for (let start = text.indexOf('//', 1); start !== -1;) {
    let end = start + 2;
    while (text[end] === '/') end++;
    const own = avatar?.hostStart === end ? avatar : profile?.hostStart === end ? profile : undefined;
    if (own === undefined || (own.isWholeUrl && !isHostEnd(text[own.end]))) {
      return { start, gain: `a user whose URL leads to another host, ${quote(given.slice(start))}` };
    }
    start = text.indexOf('//', end);
  }
  return undefined;
}

// What browsers read as :, /, \, a tab or the end of a line where a page contains the text without escaping it.
const REFERENCE =
  /&(?:#x0*(?:[9ad]|2f|3a|5c)(?![0-9a-f])|#0*(?:9|1[03]|47|58|92)(?![0-9])|(?:colon|b?sol|tab|newline);)/i;

function reference(text: string): ForeignUrl | undefined {
  const match = REFERENCE.exec(text);
  if (match === null) return undefined;
  return { start: match.index, gain: `a user whose URL contains the HTML ${quote(match[0])}` };
}

const HANDLER = /[\s/"'`]on[a-z]+\s*=/i;
const QUOTE = /["'`]/;

/** Finds an event handler, or an attribute after a quote in the name; URLs contain no quotes. */
function attribute(text: string, nameStart: number, nameEnd: number): ForeignUrl | undefined {
  const name = text.slice(nameStart, nameEnd);
  const quoteAt = name.search(QUOTE);
  const isInName = quoteAt !== -1 && name.includes('=', quoteAt);
  const start = isInName ? nameStart + quoteAt : text.search(HANDLER);
  if (start === -1) return undefined;
  return { start, gain: `a user whose URL contains the HTML ${quote(text.slice(start))}` };
}
