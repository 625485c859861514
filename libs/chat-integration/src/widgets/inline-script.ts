import { ChatIntegrationError } from '../chat-integration.errors.js';

/** The nonce of a page is not base64. */
export class InvalidNonceError extends ChatIntegrationError {
  readonly code = 'ERR_CHAT_NONCE_INVALID';

  constructor() {
    super(
      'Expected a nonce of base64 characters, without quotes and without the prefix nonce-, but got something else. ' +
        "Fix: create one for each response, for example with randomBytes(16).toString('base64').",
    );
  }
}

/** Checks that a nonce is base64. @throws {InvalidNonceError} if it is not. @internal */
export function assertNonce(nonce: string | undefined): void {
  if (nonce === undefined) return;
  if (typeof nonce !== 'string' || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(nonce)) throw new InvalidNonceError();
}

const ESCAPES: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
};

/**
 * Returns a value as a JavaScript expression for a script element: JSON that can neither end the script nor start a
 * comment in it (`protocol/imbachat.md` section 3).
 *
 * The only JSON that has another meaning in JavaScript is the key `__proto__`, which would set the prototype. It is
 * written as the computed key `["__proto__"]`. In JSON, only a key is followed by a colon.
 */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value)
    .replace(/[<>&\u2028\u2029]/g, (character) => ESCAPES[character]!)
    .replace(/(?<!\\)"__proto__":/g, '["__proto__"]:');
}

/**
 * Returns a script element that calls a function with one argument.
 *
 * @param run the text of a function expression that uses nothing outside itself.
 * @param nonce a nonce that {@link assertNonce} has checked.
 * @internal
 */
export function inlineCall(run: string, argument: unknown, nonce: string | undefined): string {
  const attribute = nonce === undefined ? '' : ` nonce="${nonce}"`;
  return `<script${attribute}>(${run})(${scriptJson(argument)})</script>`;
}
