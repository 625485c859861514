/** Shorter texts are not hidden, because they occur in ordinary words. */
const MIN_LENGTH = 4;

/**
 * Replaces secrets in a text with `••••`, whether they are unchanged, percent-encoded, in base64 or in JSON, because a
 * site can echo a request. Secrets of fewer than four characters are not hidden.
 */
export function hideSecrets(text: string, secrets: readonly string[]): string {
  return (
    secrets
      .flatMap((secret) => [
        secret,
        Buffer.from(secret).toString('base64'),
        Buffer.from(secret).toString('base64url'),
        encodeURIComponent(secret.toWellFormed()),
        JSON.stringify(secret).slice(1, -1),
      ])
      .filter((form) => form.length >= MIN_LENGTH)
      // The longest first, so that no part of it remains.
      .toSorted((one, other) => other.length - one.length)
      .reduce((rest, form) => rest.replaceAll(form, '••••'), text)
  );
}
