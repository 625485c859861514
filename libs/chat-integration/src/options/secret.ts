/** A secret that no log, error or JSON shows by accident. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The secret itself. */
  reveal(): string {
    return this.#value;
  }

  toJSON(): string {
    return '[secret]';
  }

  toString(): string {
    return '[secret]';
  }
}

/** The shortest signing secret that is taken, in bytes: the vendor hands out secrets of 23 characters. */
export const MIN_SECRET_BYTES = 16;

/** Below this many bytes an HMAC-SHA256 secret is weaker than its hash (RFC 7518 section 3.2). */
export const ADVISED_SECRET_BYTES = 32;

// Printed in the vendors' documentation, so known to everyone.
const PUBLISHED = new Set([
  'lPXBFPqNg3f661JcegBY0N0dPXqUBdHXqj2cHf04PZgLHxT6z55e20ozojvMRvB8',
  '40657820-0ba1-4e1d-b2f6-b2a40fd09263',
  '67565da2-d138-4991-89bd-1f280b2234dc',
]);

/** Tells whether a secret is a sample of the documentation: the vendors', or ours, which begin with `change-me`. */
export function isSampleSecret(secret: string): boolean {
  return PUBLISHED.has(secret) || secret.startsWith('change-me');
}
