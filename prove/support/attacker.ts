import type { ChatBroParams, ModerationRight } from 'nestjs-chat-integration';

/** The attacker's knowledge of a site. */
export interface Site {
  /** Returns whether a text has the form of a user id in ChatBro. */
  isId(text: string): boolean;
  readonly reservedNames: readonly string[];
}

/** What an attacker can gain with another interpretation of a signed text. */
export type Gain = 'id' | 'right' | 'name' | 'url' | 'html';

/** The result of an attack. */
export interface Attack {
  /** The number of checked splits. */
  readonly splits: number;
  /** The first interpretation for each kind of gain. */
  readonly gains: ReadonlyMap<Gain, ChatBroParams>;
}

/** Returns the signed text between the domain and the secret. */
export function signedText(signed: ChatBroParams): string {
  return [
    signed.siteUserExternalId,
    signed.siteUserFullName,
    signed.siteUserAvatarUrl,
    signed.siteUserProfileUrl,
    signed.siteUserFullNameColor,
    ...(signed.permissions ?? []),
  ].join('');
}

/**
 * Splits the signed text into the protocol's fields in every possible way, without changing the domain. Does not use
 * the code under test.
 */
export function attack(signed: ChatBroParams, site: Site): Attack {
  const { siteUserExternalId: ownId, siteUserFullName: ownName = '', permissions: granted = [] } = signed;
  const text = signedText(signed);
  const cuts = cutsOf(text);
  // A user whose name is a reserved one, in its exact spelling, gains nothing from another.
  const mayTakeName = !site.reservedNames.some((name) => name.toLowerCase() === ownName.toLowerCase());
  const gains = new Map<Gain, ChatBroParams>();
  let splits = 0;

  for (const { length, rights } of rightsAtEnd(text)) {
    const last = cuts.indexOf(length);
    const gain = (kind: Gain, ...ends: number[]) => {
      if (!gains.has(kind)) gains.set(kind, interpretationOf(signed, text.slice(0, length), ends, rights));
    };
    for (const [start, end] of urlsIn(text.slice(0, length), signed)) gain('url', cuts[1]!, start, end, end);
    if (addsHandler(text.slice(cuts[1], length))) gain('html', cuts[1]!, cuts[1]!, length, length);
    const isRightGained = rights.some((right) => !granted.includes(right));

    for (let id = 0; id <= last; id++) {
      const idEnd = cuts[id]!;
      const otherId = text.slice(0, idEnd);
      const isIdGained = id > 0 && otherId !== ownId && site.isId(otherId);
      for (let name = id; name <= last; name++) {
        const nameEnd = cuts[name]!;
        const isNameGained = mayTakeName && isReserved(text.slice(idEnd, nameEnd), site);
        for (let avatar = name; avatar <= last; avatar++) {
          const avatarEnd = cuts[avatar]!;
          for (let profile = avatar; profile <= last; profile++) {
            const profileEnd = cuts[profile]!;
            splits++;
            if (isRightGained) gain('right', idEnd, nameEnd, avatarEnd, profileEnd);
            if (isIdGained) gain('id', idEnd, nameEnd, avatarEnd, profileEnd);
            if (isNameGained) gain('name', idEnd, nameEnd, avatarEnd, profileEnd);
          }
        }
      }
    }
  }
  return { splits, gains };
}

/** An interpretation of the signed text with another domain. */
export interface DomainShift {
  readonly siteDomain: string;
  /** Whether the domain contains text of the user. Otherwise the id contains text of the domain. */
  readonly isLonger: boolean;
  /** Whether the text after the domain starts with the id of another user. */
  readonly givesId: boolean;
}

const HOST = /^[\p{L}\p{M}\p{N}-]+(?:\.[\p{L}\p{M}\p{N}-]+)*$/u;

/** Returns every interpretation with a shorter or longer domain that is a valid host. */
export function domainShifts(signed: ChatBroParams, site: Site): DomainShift[] {
  const text = signed.siteDomain + signedText(signed);
  return cutsOf(text)
    .filter((cut) => cut !== signed.siteDomain.length && HOST.test(text.slice(0, cut)))
    .map((cut) => {
      const rest = text.slice(cut);
      return {
        siteDomain: text.slice(0, cut),
        isLonger: cut > signed.siteDomain.length,
        givesId: cutsOf(rest).some(
          (end) => rest.slice(0, end) !== signed.siteUserExternalId && site.isId(rest.slice(0, end)),
        ),
      };
    });
}

/** Returns the positions at which a text can be split without splitting a surrogate pair. */
function cutsOf(text: string): number[] {
  const cuts = [0];
  for (const character of text) cuts.push(cuts.at(-1)! + character.length);
  return cuts;
}

/** Returns every possible list of rights at the end of a text, starting with an empty list. */
function rightsAtEnd(text: string, rights: ModerationRight[] = []): Rights[] {
  const further = (['ban', 'delete'] as const)
    .filter((right) => text.endsWith(right))
    .flatMap((right) => rightsAtEnd(text.slice(0, -right.length), [right, ...rights]));
  return [{ length: text.length, rights }, ...further];
}

interface Rights {
  /** The length of the text before the rights. */
  readonly length: number;
  readonly rights: readonly ModerationRight[];
}

// Ignores differences that readers do not notice: letter case, character width and invisible characters.
const collator = new Intl.Collator('en', { sensitivity: 'accent' });

function isReserved(name: string, { reservedNames }: Site): boolean {
  const trimmed = name.trim();
  return trimmed !== '' && reservedNames.some((reserved) => collator.compare(trimmed, reserved) === 0);
}

/** The first ends of a URL that are tried, in addition to the end of the text. */
const TRIED_ENDS = 12;
const PAGE = 'https://page.example/';
const PAGE_ORIGIN = new URL(PAGE).origin;
const SCRIPT_PROTOCOLS = ['javascript:', 'vbscript:', 'data:'];

/**
 * Finds each part of a text that a browser, with or without decoding it as HTML, opens as a URL of another host or
 * scheme. Parts that start with the host of the user's own URL are included if the host is a longer one.
 */
function urlsIn(text: string, signed: ChatBroParams): [start: number, end: number][] {
  const { siteUserExternalId: id = '', siteUserFullName: name = '' } = signed;
  const { siteUserAvatarUrl: avatar = '', siteUserProfileUrl: profile = '' } = signed;
  const own = [
    ownUrl(avatar, id.length + name.length),
    ownUrl(profile, id.length + name.length + avatar.length),
  ];
  const isOfSite = (index: number) =>
    index < id.length || own.some((url) => url && index >= url.start && index < url.hostEnd);

  const isGained = (start: number, end: number): boolean => {
    const value = text.slice(start, end);
    // Without these characters, a URL is a path of the page.
    if (!/[:/\\&]/.test(value)) return false;
    const decoded = decodeHtml(value);
    const url = parse(decoded);
    if (url === undefined || url.origin === PAGE_ORIGIN) return false;
    if (decoded !== value) return !own.some((each) => each?.host === url.host);
    const colon = start + value.indexOf(':');
    if (!['http:', 'https:'].includes(url.protocol)) {
      if (own.some((each) => each && colon >= each.start && colon === each.hostStart - 3)) return false;
      return !isOfSite(colon) || SCRIPT_PROTOCOLS.includes(url.protocol);
    }
    const hostStart = start + (/^[^/\\]*[/\\]*/.exec(value)?.[0].length ?? 0);
    const other = own.find((each) => each?.hostStart === hostStart);
    return other === undefined || (end > other.hostEnd && url.host !== other.host);
  };

  const cuts = cutsOf(text);
  return cuts
    .slice(1)
    .flatMap((start, index) =>
      [...cuts.slice(index + 2, index + 2 + TRIED_ENDS), text.length]
        .filter((end) => end > start && isGained(start, end))
        .map((end): [number, number] => [start, end]),
    );
}

/** Parses a URL as a link in a page. `URL.canParse()` of Node 20 is wrong for some hosts with letters such as ß. */
function parse(url: string): URL | undefined {
  try {
    return new URL(url, PAGE);
  } catch {
    return undefined;
  }
}

function ownUrl(url: string, start: number) {
  if (!/^(?:https?:)?\/\//i.test(url)) return undefined;
  const hostStart = url.indexOf('//') + 2;
  const length = url.slice(hostStart).search(/[/?#]|$/);
  return {
    start,
    hostStart: start + hostStart,
    hostEnd: start + hostStart + length,
    host: parse(url)?.host,
  };
}

const ENTITIES: Readonly<Record<string, string>> = {
  colon: ':',
  sol: '/',
  bsol: '\\',
  tab: '\t',
  newline: '\n',
};

/** Decodes the HTML character references that can form a URL. */
function decodeHtml(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-f]+)|#([0-9]+)|([a-z]+));?/gi,
    (all, hex, decimal, entity: string | undefined) => {
      if (entity !== undefined) return ENTITIES[entity.toLowerCase()] ?? all;
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return code > 0 && code < 0x80 ? String.fromCharCode(code) : all;
    },
  );
}

/** Returns whether a text in an HTML attribute, quoted or not, adds an event handler to the element. */
function addsHandler(text: string): boolean {
  return ['"', "'", '`', ' '].some((end) => {
    const [, ...rest] = text.split(end);
    const attributes = [...rest.join(end).matchAll(/([^\s"'`<>/=]+)\s*=/g)];
    return attributes.some(([, attribute = '']) => /^on[a-z]+$/i.test(attribute));
  });
}

function interpretationOf(
  { siteDomain, signature }: ChatBroParams,
  text: string,
  ends: readonly number[],
  permissions: readonly ModerationRight[],
): ChatBroParams {
  const [id = 0, name = 0, avatar = 0, profile = 0] = ends;
  return {
    siteDomain,
    siteUserExternalId: text.slice(0, id),
    siteUserFullName: text.slice(id, name),
    siteUserAvatarUrl: text.slice(name, avatar),
    siteUserProfileUrl: text.slice(avatar, profile),
    siteUserFullNameColor: text.slice(profile),
    permissions,
    signature,
  };
}
