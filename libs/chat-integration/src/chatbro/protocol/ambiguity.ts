import { ChatIntegrationError } from '../../chat-integration.errors.js';
import type { ModerationRight } from '../../users/chat-user.js';
import { quote } from '../../text/describe.js';
import { MODERATION_RIGHTS } from '../../users/chat-user.js';
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
      `${field}: expected an unambiguous identity but got one whose signature is also valid for ${gain}:\n` +
        `  as given: ${shown(identity)}\n  also:     ${shown(other)}\nFix: ${fix}`,
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
 * Finds another identity with the same signature from which the sender would gain something: another user's id, a
 * right that was not granted, a reserved name, or a URL that runs script.
 *
 * The signed text has no delimiters, and visitors can edit the page, so they can move text from one field to the next
 * (`protocol/chatbro.md` section 1). Identities that move text from the id into the site's domain are not searched,
 * because a site cannot detect them.
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
    scriptUrl(identity, text)
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

const SCRIPT_URL = /(?:javascript|vbscript|data):/i;

function scriptUrl(identity: ChatBroIdentity, text: string): Ambiguity | undefined {
  const at = text.search(SCRIPT_URL);
  if (at === -1) return undefined;
  const { field, start } = cutShort(identity, at);
  const { siteUserExternalId = '' } = start;
  return {
    field,
    gain: 'a user whose profile URL runs script',
    other: withoutEmpty({
      siteUserExternalId,
      siteUserFullName: text.slice(siteUserExternalId.length, at),
      siteUserProfileUrl: text.slice(at),
    }),
    fix: 'remove the colon or the word before it, for example with the option chatbro.userName.',
  };
}

function withoutEmpty(identity: ChatBroIdentity): ChatBroIdentity {
  return Object.fromEntries(Object.entries(identity).filter(([, text]) => text !== ''));
}
