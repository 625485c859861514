import { ChatIntegrationError } from '../chat-integration.errors.js';
import type { ModerationRight } from '../users/chat-user.js';
import { type ChatBroField, type ChatBroIdentity, MODERATION_RIGHTS, TEXT_FIELDS } from './identity.js';
import type { ReservedNames } from './reserved-names.js';
import type { FindOtherId } from './user-ids.js';

/** By what second readings are told. */
export interface AmbiguityRules {
  /** Finds another id of the site at the start of the signed text. */
  readonly findOtherId: FindOtherId;
  /** Names that only some may bear. */
  readonly reservedNames: ReservedNames;
}

/** Another identity with the same signature, that would give its sender something. */
export interface SecondReading {
  /** The field in which the two readings part. */
  readonly field: ChatBroField;
  /** What the second reading would give, in words. */
  readonly gives: string;
  /** The second reading. */
  readonly reading: ChatBroIdentity;
  /** How to mend it: one sentence. */
  readonly remedy: string;
}

/** An identity has a second reading with the same signature, so it was not signed. */
export class AmbiguousIdentityError extends ChatIntegrationError {
  readonly code = 'ERR_CHAT_IDENTITY_AMBIGUOUS';
  /** The field in which the two readings part. */
  readonly field: ChatBroField;
  /** The identity that was to be signed, and the other one that would have the same signature. */
  readonly readings: readonly [ChatBroIdentity, ChatBroIdentity];

  constructor(identity: ChatBroIdentity, { field, gives, reading, remedy }: SecondReading) {
    super(
      `${field}: expected an identity with one reading, got one whose signature also stands for ${gives}:\n` +
        `  as given: ${JSON.stringify(identity)}\n  also:     ${JSON.stringify(reading)}\n${remedy}`,
    );
    this.field = field;
    this.readings = [identity, reading];
  }
}

/**
 * Looks for a second reading of an identity that would give its sender something: another user's id, a
 * right that was not granted, a reserved name, or a URL that runs script.
 *
 * The signed text has no delimiters, and the visitor can edit the page, so every split of the text into the
 * same fields is theirs to send (`protocol/chatbro.md` section 1). Readings that shift text from the id into
 * the site's domain cannot be told by the site and are not looked for.
 *
 * @param identity in canonical form; see {@link canonicalIdentity}.
 * @param text its {@link signedText}.
 */
export function findSecondReading(
  identity: ChatBroIdentity,
  text: string,
  rules: AmbiguityRules,
): SecondReading | undefined {
  const { siteUserExternalId: id, siteUserFullName: name } = identity;
  if (id === undefined || name === undefined) return undefined;
  return (
    secondId(identity, id, name, text, rules.findOtherId) ??
    secondPermissions(identity, text) ??
    secondName(identity, id, name, text, rules.reservedNames) ??
    scriptUrl(identity, text)
  );
}

function secondId(
  identity: ChatBroIdentity,
  id: string,
  name: string,
  text: string,
  findOtherId: FindOtherId,
): SecondReading | undefined {
  const other = findOtherId(id, text);
  if (other === undefined) return undefined;
  const isLonger = other.length > id.length;
  return {
    field: isLonger ? 'siteUserFullName' : 'siteUserExternalId',
    gives: `the user with the id ${JSON.stringify(other)}`,
    reading:
      other.length < id.length + name.length
        ? {
            ...identity,
            siteUserExternalId: other,
            siteUserFullName: (id + name).slice(other.length),
          }
        : withoutEmpty({ siteUserExternalId: other, siteUserFullName: text.slice(other.length) }),
    remedy: isLonger
      ? 'Give the user a name that cannot go on from an id, write ids with selfDelimitingId() ' +
        'and declare their form in chatbro.signing.userIdPattern, or change the name that is sent.'
      : 'Write ids so that none is the beginning of another, for example with selfDelimitingId().',
  };
}

function secondPermissions(identity: ChatBroIdentity, signed: string): SecondReading | undefined {
  const { permissions: granted = [] } = identity;
  const readable: ModerationRight[] = [];
  let text = granted.length > 0 ? signed.slice(0, -granted.join('').length) : signed;
  for (let right = rightAtEnd(text); right; right = rightAtEnd(text)) {
    text = text.slice(0, -right.length);
    readable.unshift(right);
    if (granted.includes(right)) continue;
    const { field, reading } = cutShort(identity, text.length);
    return {
      field,
      gives: `the right ${JSON.stringify(right)}, which was not granted`,
      reading: { ...reading, permissions: [...readable, ...granted] },
      remedy:
        'What stands before the permissions must not end in "ban" or "delete": ' +
        (identity.siteUserFullNameColor === undefined
          ? 'send a field after it, or have a colour always sent, with the option chatbro.signing.fallbackNameColor.'
          : 'give the colour in the form #rrggbb.'),
    };
  }
  return undefined;
}

function rightAtEnd(text: string): ModerationRight | undefined {
  return MODERATION_RIGHTS.find((right) => text.endsWith(right));
}

/** The text fields as far as the first `length` characters of their text, and the field where that ends. */
function cutShort(
  identity: ChatBroIdentity,
  length: number,
): { field: ChatBroField; reading: ChatBroIdentity } {
  const reading: ChatBroIdentity = {};
  let field: ChatBroField = 'siteUserExternalId';
  let left = length;
  for (const candidate of TEXT_FIELDS) {
    const text = identity[candidate];
    if (text === undefined || left < 0) continue;
    field = candidate;
    if (left > 0) reading[candidate] = text.slice(0, left);
    left -= text.length;
  }
  return { field, reading };
}

function secondName(
  identity: ChatBroIdentity,
  id: string,
  name: string,
  text: string,
  reservedNames: ReservedNames,
): SecondReading | undefined {
  const range = reservedNames.findIn(text, id.length);
  // Who bears a reserved name gains nothing by another.
  if (range === undefined || reservedNames.include(name)) return undefined;
  const [start, end] = range;
  return {
    field: cutShort(identity, start).field,
    gives: `a user with the reserved name ${JSON.stringify(text.slice(start, end))}`,
    reading: withoutEmpty({
      siteUserExternalId: text.slice(0, start),
      siteUserFullName: text.slice(start, end),
      siteUserAvatarUrl: text.slice(end),
    }),
    remedy:
      'Take the reserved name out of what is sent, for a name with the option chatbro.userName, or list your own ' +
      'reserved names in chatbro.signing.reservedNames.',
  };
}

const SCRIPT_URL = /(?:javascript|vbscript|data):/i;

function scriptUrl(identity: ChatBroIdentity, text: string): SecondReading | undefined {
  const at = text.search(SCRIPT_URL);
  if (at === -1) return undefined;
  const { field, reading } = cutShort(identity, at);
  const { siteUserExternalId = '' } = reading;
  return {
    field,
    gives: 'a user whose profile URL runs script',
    reading: withoutEmpty({
      siteUserExternalId,
      siteUserFullName: text.slice(siteUserExternalId.length, at),
      siteUserProfileUrl: text.slice(at),
    }),
    remedy:
      'Take the colon, or the word before it, out of what is sent; for a name with the option chatbro.userName.',
  };
}

function withoutEmpty(identity: ChatBroIdentity): ChatBroIdentity {
  return Object.fromEntries(Object.entries(identity).filter(([, text]) => text !== ''));
}
