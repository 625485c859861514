import type { ChatBroParams, ModerationRight } from 'nestjs-chat-integration';

/** The attacker's knowledge of a site. */
export interface Site {
  /** Returns whether a text has the form of a user id in ChatBro. */
  isId(text: string): boolean;
  readonly reservedNames: readonly string[];
}

/** What an attacker can gain with another interpretation of a signed text. */
export type Gain = 'id' | 'right' | 'name' | 'script';

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
  const scriptEnds = cuts.map((start) => endOfScriptScheme(text, start));
  // A user whose name is a reserved one, in its exact spelling, gains nothing from another.
  const mayTakeName = !site.reservedNames.some((name) => name.toLowerCase() === ownName.toLowerCase());
  const gains = new Map<Gain, ChatBroParams>();
  let splits = 0;

  for (const { length, rights } of rightsAtEnd(text)) {
    const last = cuts.indexOf(length);
    const gain = (kind: Gain, ...ends: number[]) => {
      if (!gains.has(kind)) gains.set(kind, interpretationOf(signed, text.slice(0, length), ends, rights));
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

const SCRIPT_PROTOCOLS = ['javascript:', 'vbscript:', 'data:'];

/** Returns the end of the scheme if a browser would execute the URL at this position as a script, otherwise infinity. */
function endOfScriptScheme(text: string, start: number): number {
  const url = text.slice(start);
  const isScript = URL.canParse(url) && SCRIPT_PROTOCOLS.includes(new URL(url).protocol);
  return isScript ? text.indexOf(':', start) + 1 : Number.POSITIVE_INFINITY;
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
