import { ChatIntegrationError } from '../chat-integration.errors.js';
import type { ModerationRight } from '../users/chat-user.js';
import { type ChatBroField, type ChatBroIdentity, MODERATION_RIGHTS, TEXT_FIELDS } from './identity.js';
import type { FindOtherId } from './user-ids.js';

/** By what second readings are told. */
export interface AmbiguityRules {
  /** Finds another id of the site at the start of the signed text. */
  readonly findOtherId: FindOtherId;
  /** Names that only some may bear, as one pattern over a normalized name; see {@link reservedNamePattern}. */
  readonly reservedNames: RegExp | null;
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
 */
export function findSecondReading(
  identity: ChatBroIdentity,
  rules: AmbiguityRules,
): SecondReading | undefined {
  const { siteUserExternalId: id, siteUserFullName: name } = identity;
  if (id === undefined || name === undefined) return undefined;
  return (
    secondId(identity, id, rules.findOtherId) ??
    secondPermissions(identity) ??
    (rules.reservedNames && secondName(identity, name, rules.reservedNames)) ??
    scriptUrl(identity, id)
  );
}

/**
 * The pattern that finds a reserved name at the start of a name, whatever its letter case and width.
 *
 * @param names names that only some may bear.
 * @returns `null` for no names.
 */
export function reservedNamePattern(names: readonly string[]): RegExp | null {
  if (names.length === 0) return null;
  const escaped = names.map((name) => normalizeName(name).replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));
  return new RegExp(`^\\s*(?:${escaped.join('|')})`, 'u');
}

function secondId(
  identity: ChatBroIdentity,
  id: string,
  findOtherId: FindOtherId,
): SecondReading | undefined {
  const text = signedText(identity);
  const other = findOtherId(id, text);
  if (other === undefined) return undefined;
  const isLonger = other.length > id.length;
  return {
    field: isLonger ? 'siteUserFullName' : 'siteUserExternalId',
    gives: `the user with the id ${JSON.stringify(other)}`,
    reading: movedBoundary(identity, id, other),
    remedy: isLonger
      ? 'Give the user a name that cannot go on from an id, write ids with selfDelimitingId() ' +
        'and declare their form in chatbro.signing.userIdPattern, or change the name that is sent.'
      : 'Write ids so that none is the beginning of another, for example with selfDelimitingId().',
  };
}

/** The reading with the other id: the text between the two ends goes from the name into the id, or back. */
function movedBoundary(identity: ChatBroIdentity, id: string, other: string): ChatBroIdentity {
  const reading = { ...identity, siteUserExternalId: other };
  if (other.length < id.length) {
    reading.siteUserFullName = id.slice(other.length) + identity.siteUserFullName;
    return reading;
  }
  let surplus = other.length - id.length;
  for (const field of TEXT_FIELDS.slice(1)) {
    const text = identity[field];
    if (text === undefined || surplus === 0) continue;
    const rest = text.slice(surplus);
    surplus -= text.length - rest.length;
    if (rest === '') delete reading[field];
    else reading[field] = rest;
  }
  return reading;
}

function secondPermissions(identity: ChatBroIdentity): SecondReading | undefined {
  const granted = identity.permissions ?? [];
  const lastField = TEXT_FIELDS.findLast((field) => identity[field] !== undefined)!;
  const readable: ModerationRight[] = [];
  let text = identity[lastField]!;
  for (let right = rightAtEnd(text); right; right = rightAtEnd(text)) {
    text = text.slice(0, -right.length);
    readable.unshift(right);
    if (granted.includes(right)) continue;
    return {
      field: lastField,
      gives: `the right ${JSON.stringify(right)}, which was not granted`,
      reading: { ...identity, [lastField]: text, permissions: [...readable, ...granted] },
      remedy:
        `What stands before the permissions must not end in "ban" or "delete": send a field after ${lastField}, ` +
        'or have a colour always sent, with the option chatbro.signing.fallbackNameColor.',
    };
  }
  return undefined;
}

function rightAtEnd(text: string): ModerationRight | undefined {
  return MODERATION_RIGHTS.find((right) => text.endsWith(right));
}

function secondName(
  identity: ChatBroIdentity,
  name: string,
  reservedNames: RegExp,
): SecondReading | undefined {
  const normalized = normalizeName(name);
  const reserved = reservedNames.exec(normalized)?.[0];
  // Who bears the whole reserved name gains nothing by it.
  if (reserved === undefined || reserved.trim() === normalized.trim()) return undefined;
  const length = rawLength(name, reserved);
  return {
    field: 'siteUserFullName',
    gives: `a user with the reserved name ${JSON.stringify(name.slice(0, length).trim())}`,
    reading: {
      ...identity,
      siteUserFullName: name.slice(0, length),
      siteUserAvatarUrl: name.slice(length) + (identity.siteUserAvatarUrl ?? ''),
    },
    remedy:
      'Have the user take a name that does not begin with a reserved one, change the name that is sent with ' +
      'the option chatbro.userName, or list your own reserved names in chatbro.signing.reservedNames.',
  };
}

/** How much of a name normalizes to the reserved text at its start. */
function rawLength(name: string, reserved: string): number {
  for (let length = 1; length < name.length; length++) {
    if (normalizeName(name.slice(0, length)) === reserved) return length;
  }
  return name.length;
}

function normalizeName(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}

const SCRIPT_URL = /(?:javascript|vbscript|data):/i;

function scriptUrl(identity: ChatBroIdentity, id: string): SecondReading | undefined {
  const text = signedText(identity).slice(id.length);
  const at = text.search(SCRIPT_URL);
  if (at === -1) return undefined;
  const field =
    TEXT_FIELDS.slice(1).find((candidate) => SCRIPT_URL.test(identity[candidate] ?? '')) ??
    'siteUserFullName';
  return {
    field,
    gives: 'a user whose profile URL runs script',
    reading: {
      siteUserExternalId: id,
      siteUserFullName: text.slice(0, at),
      siteUserProfileUrl: text.slice(at),
    },
    remedy:
      'Take the colon, or the word before it, out of what is sent; for a name with the option chatbro.userName.',
  };
}

function signedText(identity: ChatBroIdentity): string {
  return TEXT_FIELDS.map((field) => identity[field] ?? '').join('');
}
