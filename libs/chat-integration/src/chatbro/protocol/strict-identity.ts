import { quote } from '../../text/describe.js';
import {
  InvalidIdentityError,
  TEXT_FIELDS,
  type ChatBroIdentity,
  type ChatBroTextField,
} from './identity.js';
import { MAX_WRITTEN_ID_LENGTH } from './user-ids.js';

// Control characters, and the embeddings, overrides and isolates that change the direction of text.
const UNSAFE_CHARACTERS = String.raw`<>\p{Cc}\u2028-\u202e\u2066-\u2069`;
const UNSAFE = new RegExp(`[${UNSAFE_CHARACTERS}]`, 'u');
const NOT_IN_URL = String.raw`${UNSAFE_CHARACTERS}\s"'` + '`' + String.raw`\\`;
const URL_OR_PATH = new RegExp(
  String.raw`^(?:(?:https?:)?\/\/[^\/${NOT_IN_URL}][^${NOT_IN_URL}]*|\/(?:[^\/${NOT_IN_URL}][^${NOT_IN_URL}]*)?)$`,
  'iu',
);
const COLOR = /^(?:#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})|[a-z]+|(?:rgb|hsl)a?\([0-9.,%/ a-z]+\))$/i;

interface Shape {
  /** In UTF-16 code units. */
  readonly maxLength: number;
  fits(text: string): boolean;
  readonly expected: string;
  readonly fix: string;
}

const URL_SHAPE: Shape = {
  maxLength: 2_048,
  fits: (text) => URL_OR_PATH.test(text),
  expected:
    'an https:, http:, protocol-relative (//host/path) or site (/path) URL without spaces, quotes, backslashes, < and >',
  fix:
    'complete relative URLs with the option siteUrl, and percent-encode these characters; ' +
    "encodeURIComponent() does not encode ', so write %27.",
};

const SHAPES: Readonly<Record<ChatBroTextField, Shape>> = {
  siteUserExternalId: {
    maxLength: MAX_WRITTEN_ID_LENGTH,
    fits: (text) => /^[^\s<>\p{C}]+$/u.test(text),
    expected: 'an id without spaces, control characters, < and >',
    fix: 'format ids with the option chatbro.userId.',
  },
  siteUserFullName: {
    maxLength: 1_000,
    fits: (text) => text.trim() !== '' && !UNSAFE.test(text),
    expected:
      'a name without <, >, control characters and characters that change the direction of text, because the widget ' +
      'may show names as HTML',
    fix: 'remove them from the name, for example with the option chatbro.userName.',
  },
  siteUserAvatarUrl: URL_SHAPE,
  siteUserProfileUrl: URL_SHAPE,
  siteUserFullNameColor: {
    maxLength: 64,
    fits: (text) => COLOR.test(text),
    expected: 'a CSS colour such as grey or #d81818',
    fix: 'use a colour name, or #rrggbb.',
  },
};

/**
 * Returns whether a long text has more marks on one letter than any language uses (UAX 15, stream-safe text format),
 * which takes quadratic time to normalize.
 */
function hasManyMarks(text: string): boolean {
  return text.length > 500 && /\p{M}{31}/u.test(text);
}

/**
 * Checks that each field contains only what a page can safely show (`protocol/chatbro.md` section 2, end).
 *
 * @throws {InvalidIdentityError} for the first unsafe field.
 */
export function assertStrictIdentity(identity: ChatBroIdentity): void {
  for (const field of TEXT_FIELDS) {
    const text = identity[field];
    const shape = SHAPES[field];
    if (text !== undefined && (text.length > shape.maxLength || !shape.fits(text) || hasManyMarks(text))) {
      throw new InvalidIdentityError(
        field,
        `expected ${shape.expected}, at most ${shape.maxLength} characters, but got ${quote(text)}. Fix: ${shape.fix}`,
      );
    }
  }
}
