import { Rule } from './option-rule.js';
import { isSampleSecret, MIN_SECRET_BYTES } from './secret.js';

// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const CONTROL = /[\u0000-\u001f\u007f]/;

/** Tells whether a value is text that a header of HTTP Basic authorization can carry. */
export function isCredentialText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '' && !CONTROL.test(value);
}

/** Tells whether a value is long enough to sign with. */
export function isSigningSecret(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '' && Buffer.byteLength(value) >= MIN_SECRET_BYTES;
}

/** Refuses, in production, a secret that stands in somebody's documentation. */
export function NoSampleInProduction(where: string): PropertyDecorator {
  return Rule(
    {
      expected: 'a secret of your own in production, not a sample of the documentation',
      remedy: `Copy the real value from ${where}.`,
      secret: true,
    },
    (value) =>
      process.env['NODE_ENV'] !== 'production' || ![value].flat().some((s) => isSampleSecret(String(s))),
  );
}
