import { Option, type OptionRule } from './options.js';

/** The minimum length of a signing secret, in bytes. The vendor issues secrets of 23 characters. */
export const MIN_SECRET_BYTES = 16;

/** The recommended length of an HMAC-SHA256 secret, in bytes: the length of the hash (RFC 7518 section 3.2). */
export const RECOMMENDED_SECRET_BYTES = 32;

/**
 * The minimum length of a password, in characters (NIST SP 800-63B section 3.1.1.2). At 100 guesses per minute, all
 * passwords of four letters and digits are tried within two weeks, those of eight within 50,000 years.
 */
export const MIN_PASSWORD_LENGTH = 8;

// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const CONTROL = /[\u0000-\u001f\u007f]/;

// Published in the vendors' documentation or in ours, so everyone knows them.
const PUBLISHED = new Set([
  'lPXBFPqNg3f661JcegBY0N0dPXqUBdHXqj2cHf04PZgLHxT6z55e20ozojvMRvB8',
  '40657820-0ba1-4e1d-b2f6-b2a40fd09263',
  '67565da2-d138-4991-89bd-1f280b2234dc',
  'a password',
  'a key of at least 16 bytes',
  'another key of at least 16 bytes',
  'the password of the forum',
  'the secret key of the forum',
  'the password of the shop',
  'the secret key of the shop',
]);

/** Returns whether a secret comes from the vendors' documentation, or from ours, where samples begin with `change-me`. */
export function isSampleSecret(secret: string): boolean {
  return PUBLISHED.has(secret) || /^change[-_ ]?me/i.test(secret);
}

/** Returns whether `NODE_ENV` is `production` or `prod`, in any case and with any spaces around it. */
export function isProduction(): boolean {
  return /^prod(?:uction)?$/i.test(process.env['NODE_ENV']?.trim() ?? '');
}

/** A reason to refuse a text. */
interface TextRule extends Pick<OptionRule, 'expected' | 'fix'> {
  breaks(text: string): boolean;
}

const EDGE_SPACE = /^[\s\p{Cc}\p{Cf}]|[\s\p{Cc}\p{Cf}]$/u;
const QUOTES = ['""', "''", '``', '“”', '„“', '‘’', '«»'];

/** What files, shells and copying add around a text. */
const STRAY: readonly TextRule[] = [
  {
    expected: 'text that does not begin with a byte order mark (U+FEFF)',
    fix: 'save the file as UTF-8 without a byte order mark.',
    breaks: (text) => text.startsWith('\uFEFF'),
  },
  {
    expected: 'text that does not end with a line break',
    fix: 'read the file with .trim().',
    breaks: (text) => /[\n\r]/.test(text.slice(text.trimEnd().length)),
  },
  {
    expected: 'text without spaces or invisible characters at the beginning and the end',
    fix: 'remove them, for example with .trim().',
    breaks: (text) => EDGE_SPACE.test(text),
  },
  {
    expected: 'text without quotation marks around it',
    fix: 'remove the quotation marks.',
    breaks: (text) =>
      text.length > 1 && QUOTES.some(([open, close]) => text.startsWith(open!) && text.endsWith(close!)),
  },
];

const TRIVIAL: TextRule = {
  expected: 'a secret that cannot be guessed, not a repeated or sequential text',
  fix: 'use a random secret, for example from `openssl rand -base64 32`.',
  breaks: isTrivial,
};

/** Returns the rule of {@link Exact} or {@link NotTrivial} that a secret breaks. */
export function brokenRule(secret: string): OptionRule | undefined {
  return [...STRAY, TRIVIAL].find(({ breaks }) => breaks(secret));
}

/**
 * Refuses characters that a file, a shell or copying has added around a secret, a login or an id; in an array, around
 * each of them.
 */
export const Exact: PropertyDecorator = (prototype, name) => {
  for (const rule of STRAY) refuse(rule)(prototype, name);
};

/** Refuses a secret with fewer than four different characters, and a sequence of characters such as `12345678`. */
export const NotTrivial: PropertyDecorator = refuse(TRIVIAL);

function refuse({ breaks, ...rule }: TextRule): PropertyDecorator {
  return Option(rule, (value) => !textsOf(value).some(breaks));
}

/** Refuses a sample secret from the documentation in production. */
export function NoSampleInProduction(where: string): PropertyDecorator {
  return Option(
    {
      expected: 'your own secret in production, not a sample from the documentation',
      fix: `copy the real value from ${where}.`,
    },
    (value) => !isProduction() || !textsOf(value).some(isSampleSecret),
  );
}

/**
 * Returns a warning if a secret is a sample, for a host that is not in production.
 *
 * @param path the path of the option.
 */
export function sampleWarnings(path: string, secret: string | readonly string[]): string[] {
  if (!textsOf(secret).some(isSampleSecret)) return [];
  return [
    `${path} is a published sample, so anyone can use it. Fix: set your own; production refuses samples.`,
  ];
}

/** Returns whether a value is text that a header of HTTP Basic authorization can carry. */
export function isCredentialText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '' && !CONTROL.test(value);
}

/** Returns whether a value can be the login of HTTP Basic authorization (RFC 7617 section 2). */
export function isLogin(value: unknown): value is string {
  return isCredentialText(value) && !value.includes(':');
}

/** Returns whether a value can be the password of HTTP Basic authorization, and is not too short. */
export function isPassword(value: unknown): value is string {
  return isCredentialText(value) && [...value].length >= MIN_PASSWORD_LENGTH;
}

/** Returns whether a value is long enough to sign with. */
export function isSigningSecret(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '' && Buffer.byteLength(value) >= MIN_SECRET_BYTES;
}

/** Returns whether a text is like `aaaa`, `abab`, `abcabc`, `1234567890123456` or `87654321`. */
function isTrivial(text: string): boolean {
  const characters = new Set(text);
  const steps = new Set(
    Array.from(text.slice(1), (_, index) => text.charCodeAt(index + 1) - text.charCodeAt(index)),
  );
  return characters.size < 4 || steps.size < 3;
}

function textsOf(value: unknown): string[] {
  return [value].flat().filter((text) => typeof text === 'string');
}
