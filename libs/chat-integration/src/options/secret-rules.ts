import { Option } from './options.js';

/** The minimum length of a signing secret, in bytes. The vendor issues secrets of 23 characters. */
export const MIN_SECRET_BYTES = 16;

/** The recommended length of an HMAC-SHA256 secret, in bytes: the length of the hash (RFC 7518 section 3.2). */
export const RECOMMENDED_SECRET_BYTES = 32;

// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const CONTROL = /[\u0000-\u001f\u007f]/;

// Published in the vendors' documentation, so everyone knows them.
const PUBLISHED = new Set([
  'lPXBFPqNg3f661JcegBY0N0dPXqUBdHXqj2cHf04PZgLHxT6z55e20ozojvMRvB8',
  '40657820-0ba1-4e1d-b2f6-b2a40fd09263',
  '67565da2-d138-4991-89bd-1f280b2234dc',
]);

/** Returns whether a secret comes from the vendors' documentation, or from ours, where samples begin with `change-me`. */
export function isSampleSecret(secret: string): boolean {
  return PUBLISHED.has(secret) || secret.startsWith('change-me');
}

/** Returns whether a value is text that a header of HTTP Basic authorization can carry. */
export function isCredentialText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '' && !CONTROL.test(value);
}

/** Returns whether a value can be the login of HTTP Basic authorization (RFC 7617 section 2). */
export function isLogin(value: unknown): value is string {
  return isCredentialText(value) && !value.includes(':');
}

/** Returns whether a value is long enough to sign with. */
export function isSigningSecret(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '' && Buffer.byteLength(value) >= MIN_SECRET_BYTES;
}

/** Refuses a sample secret from the documentation in production. */
export function NoSampleInProduction(where: string): PropertyDecorator {
  return Option(
    {
      expected: 'your own secret in production, not a sample from the documentation',
      fix: `copy the real value from ${where}.`,
      secret: true,
    },
    (value) =>
      process.env['NODE_ENV'] !== 'production' ||
      ![value].flat().some((secret) => isSampleSecret(String(secret))),
  );
}
