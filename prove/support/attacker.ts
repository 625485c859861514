import type { ChatBroParams, ModerationRight } from 'nestjs-chat-integration';

/** What the attacker knows of a site. */
export interface Site {
  /** Whether a text is the id of one of its users, as it is written for ChatBro. */
  isId(text: string): boolean;
  readonly reservedNames: readonly string[];
}

/** What a reading can give that was not granted. */
export type Gain = 'id' | 'right' | 'name' | 'script';

/** What came of an attack. */
export interface Attack {
  /** How many readings were looked at. */
  readonly splits: number;
  /** The first reading of each kind that gives something. */
  readonly gains: ReadonlyMap<Gain, ChatBroParams>;
}

/** What is signed between the domain and the secret. */
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
 * Reads the signed text in every way in which it can be split into the protocol's fields, under the true domain.
 * Written without the code under test.
 */
export function attack(signed: ChatBroParams, site: Site): Attack {
  const { siteUserExternalId: ownId, siteUserFullName: ownName = '', permissions: granted = [] } = signed;
  const text = signedText(signed);
  const cuts = cutsOf(text);
  const scriptEnds = cuts.map((start) => endOfScriptScheme(text, start));
  const mayTakeName = !isReserved(ownName, site);
  const gains = new Map<Gain, ChatBroParams>();
  let splits = 0;

  for (const { length, rights } of rightsAtEnd(text)) {
    const last = cuts.indexOf(length);
    const gain = (kind: Gain, ...ends: number[]) => {
      if (!gains.has(kind)) gains.set(kind, readingOf(signed, text.slice(0, length), ends, rights));
    };
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
          const isAvatarScript = scriptEnds[name]! <= avatarEnd;
          for (let profile = avatar; profile <= last; profile++) {
            const profileEnd = cuts[profile]!;
            splits++;
            if (isRightGained) gain('right', idEnd, nameEnd, avatarEnd, profileEnd);
            if (isIdGained) gain('id', idEnd, nameEnd, avatarEnd, profileEnd);
            if (isNameGained) gain('name', idEnd, nameEnd, avatarEnd, profileEnd);
            if (isAvatarScript || scriptEnds[avatar]! <= profileEnd) {
              gain('script', idEnd, nameEnd, avatarEnd, profileEnd);
            }
          }
        }
      }
    }
  }
  return { splits, gains };
}

/** Another domain under which the signed text can be read. */
export interface DomainShift {
  readonly siteDomain: string;
  /** Whether text of the user stands in the domain; else text of the domain stands in the id. */
  readonly isLonger: boolean;
  /** Whether what follows begins with the id of another user. */
  readonly givesId: boolean;
}

const HOST = /^[\p{L}\p{M}\p{N}-]+(?:\.[\p{L}\p{M}\p{N}-]+)*$/u;

/** Every reading that moves text between the domain and what follows it and leaves a bare host. */
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

/** Where a text can be cut so that both parts have a UTF-8 form. */
function cutsOf(text: string): number[] {
  const cuts = [0];
  for (const character of text) cuts.push(cuts.at(-1)! + character.length);
  return cuts;
}

/** Every way to read rights off the end of a text, in any order and number, none first. */
function rightsAtEnd(text: string, rights: ModerationRight[] = []): Rights[] {
  const further = (['ban', 'delete'] as const)
    .filter((right) => text.endsWith(right))
    .flatMap((right) => rightsAtEnd(text.slice(0, -right.length), [right, ...rights]));
  return [{ length: text.length, rights }, ...further];
}

interface Rights {
  /** Where the text before the rights ends. */
  readonly length: number;
  readonly rights: readonly ModerationRight[];
}

// Equal to a reader: whatever the letter case, the width and characters that cannot be seen.
const reader = new Intl.Collator('en', { sensitivity: 'accent' });

function isReserved(name: string, { reservedNames }: Site): boolean {
  const shown = name.trim();
  return shown !== '' && reservedNames.some((reserved) => reader.compare(shown, reserved) === 0);
}

const SCRIPT_PROTOCOLS = ['javascript:', 'vbscript:', 'data:'];

/** Where the scheme of a URL that runs script ends, if a browser finds one at this place; else infinity. */
function endOfScriptScheme(text: string, start: number): number {
  const url = text.slice(start);
  const isScript = URL.canParse(url) && SCRIPT_PROTOCOLS.includes(new URL(url).protocol);
  return isScript ? text.indexOf(':', start) + 1 : Number.POSITIVE_INFINITY;
}

function readingOf(
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
