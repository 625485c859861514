import { inspect } from 'node:util';
import { ChatIntegrationError } from '../chat-integration.errors.js';

/**
 * A site's own id of a member: an integer, or text of 1 to 255 visible ASCII characters, letter case counting, as
 * OpenID Connect has the `sub` of a user. An integer and its decimal text are the same id.
 */
export type MemberId = string | number | bigint;

/** The longest text of a {@link MemberId}, in characters. */
export const MAX_MEMBER_ID_LENGTH = 255;

/** A value that is no {@link MemberId} was given where one is needed. */
export class InvalidMemberIdError extends ChatIntegrationError {
  readonly code = 'ERR_CHAT_MEMBER_ID_INVALID';

  /** @param value what came in the id's place. */
  constructor(value: unknown) {
    super(
      `Expected the id of a member, a safe integer, a bigint or 1 to ${MAX_MEMBER_ID_LENGTH} visible ASCII ` +
        `characters, got ${describe(value)}. Give the id as the database gives it; of a number with more than ` +
        '15 digits give the text or a bigint, since a JavaScript number is cut to 53 bits.',
    );
  }
}

/**
 * The canonical text of a member's id.
 *
 * @returns the text, or `undefined` for what is no {@link MemberId}; nothing is trimmed, cut or folded.
 */
export function memberIdText(value: unknown): string | undefined {
  // A longer integer may be the id of another member already, rounded.
  if (typeof value === 'bigint' || Number.isSafeInteger(value)) return String(value);
  return typeof value === 'string' && VISIBLE_ASCII.test(value) ? value : undefined;
}

/**
 * The canonical text of a member's id.
 *
 * @throws {InvalidMemberIdError} for what is no {@link MemberId}.
 */
export function toMemberIdText(value: unknown): string {
  const text = memberIdText(value);
  if (text === undefined) throw new InvalidMemberIdError(value);
  return text;
}

/** Tells whether a text is a UUID, in any letter case (RFC 9562 section 4). */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(text);
}

// No blanks: MySQL compares text without those at its end.
const VISIBLE_ASCII = new RegExp(`^[!-~]{1,${MAX_MEMBER_ID_LENGTH}}$`);

function describe(value: unknown): string {
  if (typeof value === 'object' && value !== null) return 'an object';
  return inspect(value, { maxStringLength: 40 });
}
