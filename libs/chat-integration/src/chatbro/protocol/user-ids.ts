import { isUuid, type UserId } from '../../users/user-id.js';

/**
 * Finds another id of the site at the start of a text that starts with `id`.
 *
 * @param id the id that is to be signed.
 * @param text the id and everything that is signed after it.
 * @returns the other id, or `undefined` when the text can only start with `id`.
 */
export type FindOtherId = (id: string, text: string) => string | undefined;

/**
 * Formats a user id so that no formatted id is a prefix of another. A positive number gets one leading zero for each
 * digit after the first (`7` → `'7'`, `42` → `'042'`, `653` → `'00653'`), a UUID is unchanged, and other text gets its
 * length as a prefix (`'ada'` → `'t3:ada'`). A site with both numbers and UUIDs needs its own format, because a number
 * can be a prefix of a UUID.
 *
 * ChatBro's signature does not cover where the id ends (`protocol/chatbro.md` section 1): with plain numbers, the
 * signature of user 12, `Ann`, is also valid for user 1, `2Ann`.
 *
 * @param id the site's own id of the user.
 */
export function selfDelimitingId(id: UserId): string {
  const text = String(id);
  if (/^[1-9][0-9]*$/.test(text)) return '0'.repeat(text.length - 1) + text;
  return isUuid(text) ? text : `t${text.length}:${text}`;
}

/** Finds the UUID of which a number is a prefix, for ids from {@link selfDelimitingId}. @internal */
export const findUuidAfterNumber: FindOtherId = (id, text) => {
  const start = text.slice(0, 36);
  return start !== id && isUuid(start) ? start : undefined;
};

/** The longest id that is signed, in UTF-16 code units. @internal */
export const MAX_WRITTEN_ID_LENGTH = 512;

/** Finds longer and shorter ids that match a pattern. @internal */
export function findIdOfForm(pattern: RegExp): FindOtherId {
  const form = anchored(pattern);
  return (id, text) => {
    for (let length = 1; length <= Math.min(text.length, MAX_WRITTEN_ID_LENGTH); length++) {
      const candidate = text.slice(0, length);
      if (length !== id.length && form.test(candidate)) return candidate;
    }
    return undefined;
  };
}

/** Returns a pattern that matches whole texts only, without the state of the flags `g` and `y`. @internal */
export function anchored(pattern: RegExp): RegExp {
  return new RegExp(`^(?:${pattern.source})$`, pattern.flags.replace(/[gym]/g, ''));
}

/**
 * Finds a longer id, for ids whose form is not declared. Digits can follow a number, nothing can follow a UUID or a text
 * id from {@link selfDelimitingId}, and letters, digits, `_` and `-` can follow any other id. An id does not show whether
 * a shorter one exists.
 */
export const findContinuedId: FindOtherId = (id, text) => {
  const next = text.charAt(id.length);
  const continues = /^[0-9]+$/.test(id) ? /^[0-9]$/ : /^[A-Za-z0-9_-]$/;
  return continues.test(next) && !isUuid(id) && !hasItsLength(id) ? id + next : undefined;
};

function hasItsLength(id: string): boolean {
  const length = /^t([1-9][0-9]{0,2}):/.exec(id)?.[1];
  return length !== undefined && id.length === `t${length}:`.length + Number(length);
}
