/** Shorter texts are not hidden, because they occur in ordinary words. */
const MIN_LENGTH = 4;

const MASK = '••••';

/** The mark at the end of a text that was shortened. */
const CUT = '…';

/**
 * Replaces secrets in a text with `••••`, because a site can echo a request: unchanged, in another case, within base64,
 * percent-encoded, in hexadecimal, in HTML or in JSON. If the text was shortened within a secret, the rest of the secret
 * is hidden too. Secrets of fewer than four characters are not hidden.
 */
export function hideSecrets(text: string, secrets: readonly string[]): string {
  const forms = [...new Set(secrets.flatMap(formsOf))]
    .filter((form) => form.length >= MIN_LENGTH)
    // The longest first, so that no part of it remains.
    .toSorted((one, other) => other.length - one.length);
  return forms
    .reduce((rest, form) => rest.replaceAll(form, MASK), text)
    .split(CUT)
    .map((part, index, { length }) => (index === length - 1 ? part : hideStart(part, forms)))
    .join(CUT);
}

/** Returns every form of a secret that is looked for. */
function formsOf(secret: string): string[] {
  return [secret, secret.toLowerCase(), secret.toUpperCase()].flatMap((text) => {
    const bytes = Buffer.from(text);
    const percent = encodeURIComponent(text.toWellFormed());
    const json = JSON.stringify(text).slice(1, -1);
    const html = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    return [
      text,
      bytes.toString('hex'),
      bytes.toString('hex').toUpperCase(),
      bytes.toString('base64'),
      bytes.toString('base64url'),
      ...[0, 1, 2].map((offset) => base64At(offset, bytes)),
      percent,
      percent.replaceAll('%20', '+'),
      percent.replace(/%../g, (escape) => escape.toLowerCase()),
      json,
      // As PHP writes it.
      json.replaceAll('/', String.raw`\/`).replace(/[^ -~]/g, (unit) => String.raw`\u${hex(unit)}`),
      ...['&#39;', '&#039;', '&#x27;', '&apos;'].map((apostrophe) =>
        html.replaceAll('"', '&quot;').replaceAll("'", apostrophe),
      ),
    ].flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')]);
  });
}

/** Returns the base64 of some bytes at an offset in others, without the characters that the other bytes determine too. */
function base64At(offset: number, bytes: Buffer): string {
  const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
  const bitsPerCharacter = 6;
  const first = Math.ceil((offset * 8) / bitsPerCharacter);
  return text.slice(first, Math.floor(((offset + bytes.length) * 8) / bitsPerCharacter));
}

function hex(unit: string): string {
  return unit.charCodeAt(0).toString(16).padStart(4, '0');
}

/** Hides the longest start of a form at the end of a text. */
function hideStart(text: string, forms: readonly string[]): string {
  const longest = Math.max(0, ...forms.map((form) => overlap(text, form)));
  return longest < MIN_LENGTH ? text : text.slice(0, -longest) + MASK;
}

/** Returns how many characters at the end of a text are the start of a form. */
function overlap(text: string, form: string): number {
  let length = Math.min(text.length, form.length);
  while (length > 0 && !text.endsWith(form.slice(0, length))) length--;
  return length;
}
