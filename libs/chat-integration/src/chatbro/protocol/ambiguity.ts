import { ChatIntegrationError } from '../../chat-integration.errors.js';
import type { ModerationRight } from '../../users/chat-user.js';
import { quote } from '../../text/describe.js';
import { MODERATION_RIGHTS } from '../../users/chat-user.js';
import { findForeignUrl } from './foreign-url.js';
import { type ChatBroField, type ChatBroIdentity, TEXT_FIELDS } from './identity.js';
import type { ReservedNames } from './reserved-names.js';
import type { FindOtherId } from './user-ids.js';

/** The rules by which ambiguities are found. */
export interface AmbiguityRules {
  /** Finds another id of the site at the start of the signed text. */
  readonly findOtherId: FindOtherId;
  /** Names that only some users may have. */
  readonly reservedNames: ReservedNames;
}

/** Another identity with the same signature, from which its sender would gain something. */
export interface Ambiguity {
  /** The first field in which the two identities differ. */
  readonly field: ChatBroField;
  /** What the sender would gain, as the end of a sentence. */
  readonly gain: string;
  /** The other identity. */
  readonly other: ChatBroIdentity;
  /** How to fix it: one sentence. */
  readonly fix: string;
}

/** An identity was not signed, because its signature would also be valid for another one. */
export class AmbiguousIdentityError extends ChatIntegrationError {
  readonly code = 'ERR_CHAT_IDENTITY_AMBIGUOUS';
  /** The first field in which the two identities differ. */
  readonly field: ChatBroField;
  /** The given identity, and the other one with the same signature. */
  readonly identities: readonly [ChatBroIdentity, ChatBroIdentity];

  constructor(identity: ChatBroIdentity, { field, gain, other, fix }: Ambiguity) {
    super(
      `${field}: expected an unambiguous identity but got one whose signature is also valid for ${gain}. Fix: ${fix}\n` +
        `  as given: ${shown(identity)}\n  also:     ${shown(other)}`,
    );
    this.field = field;
    this.identities = [identity, other];
  }
}

/** Returns an identity as JSON, with each text cut and printable. */
function shown(identity: ChatBroIdentity): string {
  const fields = Object.entries(identity).map(
    ([field, value]) => `"${field}":${typeof value === 'string' ? quote(value) : JSON.stringify(value)}`,
  );
  return `{${fields.join(',')}}`;
}

/**
 * Finds another identity with the same signature from which the sender would gain something.
 *
 * The signed text has no delimiters, and visitors can edit the page, so they can divide it into other fields
 * (`protocol/chatbro.md` section 1). ChatBro does not check the fields, so that a division counts even if the strict
 * policy would refuse it. A division gains something if it has
 *
 * - another id of the site,
 * - a right that was not granted,
 * - a reserved name,
 * - a URL with a scheme or a host that the user's own URLs do not have, or
 * - a URL that adds an attribute to the HTML around it.
 *
 * Every text has other divisions, which no check can exclude. They have an id that no user has, a part of the user's
 * text as the name, a URL on the page's own host, or the beginning of one of the user's own URLs
 * (`https://example.co`), or they move text between the id and the site's domain. `docs/security.md` lists them.
 *
 * @param identity in canonical form; see `canonicalIdentity`.
 * @param text its {@link signedText}.
 */
export function findAmbiguity(
  identity: ChatBroIdentity,
  text: string,
  rules: AmbiguityRules,
): Ambiguity | undefined {
  const { siteUserExternalId: id, siteUserFullName: name } = identity;
  if (id === undefined || name === undefined) return undefined;
  return (
    ambiguousId(identity, id, name, text, rules.findOtherId) ??
    ambiguousPermissions(identity, text) ??
    ambiguousName(identity, id, name, text, rules.reservedNames) ??
    ambiguousUrl(identity, id, text)
  );
}

function ambiguousId(
  identity: ChatBroIdentity,
  id: string,
  name: string,
  text: string,
  findOtherId: FindOtherId,
): Ambiguity | undefined {
  const otherId = findOtherId(id, text);
  if (otherId === undefined) return undefined;
  const isLonger = otherId.length > id.length;
  return {
    field: isLonger ? 'siteUserFullName' : 'siteUserExternalId',
    gain: `the user with the id ${quote(otherId)}`,
    other:
      otherId.length < id.length + name.length
        ? {
            ...identity,
            siteUserExternalId: otherId,
            siteUserFullName: (id + name).slice(otherId.length),
          }
        : withoutEmpty({ siteUserExternalId: otherId, siteUserFullName: text.slice(otherId.length) }),
    fix: isLonger
      ? 'format ids with selfDelimitingId() and declare their form in chatbro.signing.userIdPattern, ' +
        'or send a name that cannot continue the id.'
      : 'format ids so that none is a prefix of another, for example with selfDelimitingId().',
  };
}

/** Returns whether a signed text ends in a right that was not granted, so that a colour makes it unambiguous. */
export function endsInRight(identity: ChatBroIdentity, text: string): boolean {
  return ambiguousPermissions(identity, text) !== undefined;
}

function ambiguousPermissions(identity: ChatBroIdentity, signed: string): Ambiguity | undefined {
  const { permissions: granted = [] } = identity;
  const readable: ModerationRight[] = [];
  let text = granted.length > 0 ? signed.slice(0, -granted.join('').length) : signed;
  for (let right = rightAtEnd(text); right; right = rightAtEnd(text)) {
    text = text.slice(0, -right.length);
    readable.unshift(right);
    if (granted.includes(right)) continue;
    const { field, start } = cutShort(identity, text.length);
    return {
      field,
      gain: `a user with the right ${quote(right)}, which was not granted`,
      other: { ...start, permissions: [...readable, ...granted] },
      fix:
        'make sure that the text before the permissions does not end in "ban" or "delete": ' +
        (identity.siteUserFullNameColor === undefined
          ? 'send a colour for every user, with the option chatbro.signing.fallbackNameColor.'
          : 'write the colour in the form #rrggbb.'),
    };
  }
  return undefined;
}

function rightAtEnd(text: string): ModerationRight | undefined {
  return MODERATION_RIGHTS.find((right) => text.endsWith(right));
}

/** Cuts the joined text fields after `length` characters, and returns the field in which the cut is. */
function cutShort(
  identity: ChatBroIdentity,
  length: number,
): { field: ChatBroField; start: ChatBroIdentity } {
  const start: ChatBroIdentity = {};
  let field: ChatBroField = 'siteUserExternalId';
  let left = length;
  for (const candidate of TEXT_FIELDS) {
    const text = identity[candidate];
    if (text === undefined || left < 0) continue;
    field = candidate;
    if (left > 0) start[candidate] = text.slice(0, left);
    left -= text.length;
  }
  return { field, start };
}

function ambiguousName(
  identity: ChatBroIdentity,
  id: string,
  name: string,
  text: string,
  reservedNames: ReservedNames,
): Ambiguity | undefined {
  const range = reservedNames.findIn(text, id.length);
  // A user with a reserved name gains nothing from another.
  if (range === undefined || reservedNames.include(name)) return undefined;
  const [start, end] = range;
  return {
    field: cutShort(identity, start).field,
    gain: `a user with the reserved name ${quote(text.slice(start, end))}`,
    other: withoutEmpty({
      siteUserExternalId: text.slice(0, start),
      siteUserFullName: text.slice(start, end),
      siteUserAvatarUrl: text.slice(end),
    }),
    fix:
      'remove the reserved name, for example with the option chatbro.userName, or list your own ' +
      'reserved names in chatbro.signing.reservedNames.',
  };
}

function ambiguousUrl(identity: ChatBroIdentity, id: string, text: string): Ambiguity | undefined {
  const url = findForeignUrl(identity, text);
  if (url === undefined) return undefined;
  const { field } = cutShort(identity, url.start);
  const idLength = Math.min(id.length, url.start);
  return {
    field,
    gain: url.gain,
    other: withoutEmpty({
      siteUserExternalId: text.slice(0, idLength),
      siteUserFullName: text.slice(idLength, url.start),
      siteUserProfileUrl: text.slice(url.start),
    }),
    fix:
      field === 'siteUserAvatarUrl' || field === 'siteUserProfileUrl'
        ? 'percent-encode these characters in the URL, as encodeURIComponent() does, and end a bare host with /.'
        : 'remove these characters, for example with the option chatbro.userName.',
  };
}

function withoutEmpty(identity: ChatBroIdentity): ChatBroIdentity {
  return Object.fromEntries(Object.entries(identity).filter(([, text]) => text !== ''));
}
