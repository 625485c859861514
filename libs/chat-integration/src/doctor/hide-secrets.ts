/** A shorter text would be found in words where it is no secret. */
const MIN_LENGTH = 4;

/**
 * Takes secrets out of a text: as they are, in base64, in `%` codes and in JSON. A site may echo what it was sent.
 *
 * @returns the function that does so; shorter than four characters is no secret.
 */
export function hideSecrets(secrets: readonly string[]): (text: string) => string {
  const forms = secrets
    .flatMap((secret) => [
      secret,
      Buffer.from(secret).toString('base64'),
      Buffer.from(secret).toString('base64url'),
      encodeURIComponent(secret.toWellFormed()),
      JSON.stringify(secret).slice(1, -1),
    ])
    .filter((form) => form.length >= MIN_LENGTH)
    // The longest first, so that nothing is left of it.
    .toSorted((one, other) => other.length - one.length);
  return (text) => forms.reduce((rest, form) => rest.replaceAll(form, '••••'), text);
}
