import { ChatIntegrationError } from '../chat-integration.errors.js';

/** A nonce cannot be put into a page. */
export class InvalidNonceError extends ChatIntegrationError {
  readonly code = 'ERR_CHAT_NONCE_INVALID';

  constructor() {
    super(
      'Expected a nonce of base64 characters, without the quotes and the word nonce-. ' +
        "Make a fresh one for each answer, for example with randomBytes(16).toString('base64').",
    );
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
};

/**
 * JSON that is the same value in a script, and can neither end the script nor start a comment in it
 * (`protocol/imbachat.md` section 3).
 */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (character) => ESCAPES[character]!);
}

/**
 * A script element that calls a function with one argument. The function's text goes into the page, so it
 * must use nothing from outside itself.
 *
 * @param attributes for example `id="chatBroEmbedCode"`; written as they are.
 * @throws {InvalidNonceError} when the nonce is not base64.
 */
export function inlineCall<T>(
  run: (argument: T) => unknown,
  argument: T,
  nonce: string | undefined,
  attributes = '',
): string {
  return `<script${attributes && ` ${attributes}`}${nonceAttribute(nonce)}>(${run.toString()})(${scriptJson(argument)})</script>`;
}

/** ` nonce="…"`, or nothing where there is no nonce. @throws {InvalidNonceError} */
export function nonceAttribute(nonce: string | undefined): string {
  if (nonce === undefined) return '';
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(nonce)) throw new InvalidNonceError();
  return ` nonce="${nonce}"`;
}

/** Text for an attribute in double quotes. */
export function attributeText(text: string): string {
  return text.replace(/[&"<>]/g, (character) => `&#${character.charCodeAt(0)};`);
}
