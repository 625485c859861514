import { ChatIntegrationError } from '../../chat-integration.errors.js';
import { describeValue, printable } from '../../text/describe.js';
import { MODERATION_RIGHTS, type ModerationRight } from '../../users/chat-user.js';

/**
 * The identity of a visitor, with ChatBro's own parameter names (`protocol/chatbro.md` section 1). An empty identity is
 * a guest; a user has at least an id and a name. Unknown fields are refused.
 */
export interface ChatBroIdentity {
  /** The site's id of the user. */
  siteUserExternalId?: string;
  /** The name shown. */
  siteUserFullName?: string;
  /** URL of the picture: `https:`, `http:`, `//host/path` or `/path`. */
  siteUserAvatarUrl?: string;
  /** URL of the user's page, in the same forms as the picture's. */
  siteUserProfileUrl?: string;
  /** CSS colour of the name. */
  siteUserFullNameColor?: string;
  /** Rights of a moderator. Each is sent once, in the order `ban`, `delete`. */
  permissions?: readonly ModerationRight[];
}

/** The text fields of an identity, in the order in which they are signed (`protocol/chatbro.md` section 1). */
export const TEXT_FIELDS = [
  'siteUserExternalId',
  'siteUserFullName',
  'siteUserAvatarUrl',
  'siteUserProfileUrl',
  'siteUserFullNameColor',
] as const;

/** A text field of an identity. */
export type ChatBroTextField = (typeof TEXT_FIELDS)[number];

/** A field of an identity. */
export type ChatBroField = ChatBroTextField | 'permissions';

/** Joins the fields of an identity in the signed order, without delimiters (`protocol/chatbro.md` section 1). */
export function signedText(identity: ChatBroIdentity): string {
  return (
    (identity.siteUserExternalId ?? '') +
    (identity.siteUserFullName ?? '') +
    (identity.siteUserAvatarUrl ?? '') +
    (identity.siteUserProfileUrl ?? '') +
    (identity.siteUserFullNameColor ?? '') +
    (identity.permissions?.join('') ?? '')
  );
}

/** ChatBro's protocol or the strict policy does not allow a field of an identity. */
export class InvalidIdentityError extends ChatIntegrationError {
  readonly code = 'ERR_CHAT_IDENTITY_INVALID';

  /**
   * @param field the invalid field.
   * @param message what was expected, what was given, and how to fix it.
   */
  constructor(
    readonly field: string,
    message: string,
  ) {
    super(`${field}: ${message}`);
  }
}

/**
 * Returns the identity as it is signed and sent, with the permissions in canonical order.
 *
 * @throws {InvalidIdentityError} when the identity is invalid.
 * @internal
 */
export function canonicalIdentity(identity: ChatBroIdentity): ChatBroIdentity {
  if (typeof identity !== 'object' || identity === null) {
    throw new InvalidIdentityError('identity', 'expected an object. Fix: pass {} for a guest.');
  }
  for (const field in identity) {
    if (!FIELDS.has(field)) {
      throw new InvalidIdentityError(
        printable(field.slice(0, 60)),
        `is not a field of an identity. Fix: use ${TEXT_FIELDS.join(', ')} and permissions.`,
      );
    }
  }
  const canonical: ChatBroIdentity = {};
  for (const field of TEXT_FIELDS) {
    const text = identity[field];
    if (text === undefined) continue;
    if (typeof text !== 'string' || text === '') {
      throw new InvalidIdentityError(
        field,
        `expected text but got ${describeValue(text)}. Fix: leave out fields that the user does not have.`,
      );
    }
    if (!text.isWellFormed()) {
      throw new InvalidIdentityError(
        field,
        'expected Unicode text but got a lone surrogate, which has no UTF-8 form. Fix: call toWellFormed() on the text.',
      );
    }
    canonical[field] = text;
  }
  const isUser = canonical.siteUserExternalId !== undefined;
  if (isUser && canonical.siteUserFullName === undefined) {
    throw new InvalidIdentityError(
      'siteUserFullName',
      'expected the name of the user but got none. Fix: send a name with each id.',
    );
  }
  const permissions = canonicalPermissions(identity.permissions);
  if (permissions) canonical.permissions = permissions;
  const [first] = Object.keys(canonical);
  if (!isUser && first !== undefined) {
    throw new InvalidIdentityError(
      first,
      'expected no other field without siteUserExternalId. Fix: add the id, or pass {} for a guest.',
    );
  }
  return canonical;
}

const FIELDS: ReadonlySet<string> = new Set([...TEXT_FIELDS, 'permissions']);

function canonicalPermissions(permissions: unknown): ModerationRight[] | undefined {
  if (permissions === undefined) return undefined;
  if (
    !Array.isArray(permissions) ||
    !permissions.every((right) => MODERATION_RIGHTS.includes(right as ModerationRight))
  ) {
    throw new InvalidIdentityError(
      'permissions',
      "expected an array of 'ban' and 'delete'. Fix: pass only moderators' rights; your site decides who sees the chat.",
    );
  }
  return permissions.length > 0
    ? MODERATION_RIGHTS.filter((right) => permissions.includes(right))
    : undefined;
}
