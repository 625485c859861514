import type { UserId } from '../users/user-id.js';

/**
 * Looks for another id of the site at the start of a text that starts with `id`.
 *
 * @param id the id that is to be signed.
 * @param text the id and all that is signed after it.
 * @returns the other id, or `undefined` when the text can only start with `id`.
 */
export type FindOtherId = (id: string, text: string) => string | undefined;

/**
 * Writes a user id so that it is never the beginning of another: one zero ahead for each digit after the
 * first (`7` → `'7'`, `42` → `'042'`, `653` → `'00653'`).
 *
 * ChatBro's signature does not say where the id ends (`protocol/chatbro.md` section 1), so the signature of
 * user 12, `Ann` is that of user 1, `2Ann` too. Of ids that are written this way none can be read out of
 * another.
 *
 * @param id the site's own id of the user.
 */
export function selfDelimitingId(id: UserId): string {
  const digits = String(id);
  return '0'.repeat(digits.length - 1) + digits;
}

/** For ids of which none is the beginning of another. */
export const noOtherId: FindOtherId = () => undefined;

/** For ids that all have the form of a pattern: every beginning of the text is held against it. */
export function otherIdOfForm(pattern: RegExp): FindOtherId {
  const form = wholeForm(pattern);
  return (id, text) => {
    for (let length = 1; length <= text.length; length++) {
      const candidate = text.slice(0, length);
      if (length !== id.length && form.test(candidate)) return candidate;
    }
    return undefined;
  };
}

/** The pattern, held against a whole text and without the state of `g` and `y`. */
export function wholeForm(pattern: RegExp): RegExp {
  return new RegExp(`^(?:${pattern.source})$`, pattern.flags.replace(/[gym]/g, ''));
}

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/**
 * For ids of an undeclared form: a number may go on in digits, a UUID is complete, any other id may go on
 * in letters, digits, `_` and `-`. That a shorter id may exist cannot be told from the id alone.
 */
export const longerId: FindOtherId = (id, text) => {
  const next = text.charAt(id.length);
  const goesOn = /^[0-9]+$/.test(id) ? /^[0-9]$/ : /^[A-Za-z0-9_-]$/;
  return goesOn.test(next) && !UUID.test(id) ? id + next : undefined;
};
