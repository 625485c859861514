import { createSecretKey, type KeyObject } from 'node:crypto';
import { IsOptional } from '../../options/class-validator.js';
import type { OptionProblem } from '../../chat-integration.errors.js';
import { problemsOf, Rule } from '../../options/option-rule.js';
import { MIN_SECRET_BYTES, Secret } from '../../options/secret.js';
import { isCredentialText, isSigningSecret } from '../../options/secret-rules.js';

/** Injection token of the checked options of ImbaChat's dashboard; `null` where the sandbox has none. */
export const IMBACHAT_SANDBOX_OPTIONS = Symbol('IMBACHAT_SANDBOX_OPTIONS');

/** What stands in ImbaChat's dashboard, as the sandbox plays it (`protocol/imbachat.md`, "Five values"). */
export interface ImbaChatSandboxOptions {
  /** Widget id: digits. */
  widgetId: number | string;
  /** API login, with which the sandbox calls the site. */
  apiLogin: string;
  /** API password, with which the sandbox calls the site. */
  apiPassword: string;
  /** Secret key, with which user tokens must be signed; at least 16 bytes. */
  secretKey: string;
  /**
   * Users info URL: a prefix to which an id is appended as it is. An `http:` or `https:` URL, or a path on the
   * address and port on which the sandbox itself was reached.
   *
   * @default '/imbachat/api/v1/users/'
   */
  usersInfoUrl?: string;
}

/** The options of ImbaChat's dashboard, checked, with defaults filled in; holds no secret in a readable form. */
export interface ResolvedImbaChatSandboxOptions {
  readonly widgetId: string;
  readonly apiLogin: string;
  readonly apiPassword: Secret;
  readonly secretKey: KeyObject;
  readonly usersInfoUrl: string;
}

class ImbaChatSandboxOptionsSchema {
  @Rule(
    { expected: 'the widget id, digits only', remedy: 'Give ChatSandboxModule a widget id such as 276.' },
    (value) =>
      (typeof value === 'string' || Number.isSafeInteger(value)) && /^[1-9][0-9]*$/.test(String(value)),
  )
  widgetId: unknown;

  @Rule(
    {
      expected: 'the API login, not empty, without colon and control characters',
      remedy: 'Give ChatSandboxModule the login with which it is to call the site.',
      secret: true,
    },
    (value) => isCredentialText(value) && !value.includes(':'),
  )
  apiLogin: unknown;

  @Rule(
    {
      expected: 'the API password, not empty, without control characters',
      remedy: 'Give ChatSandboxModule the password with which it is to call the site.',
      secret: true,
    },
    isCredentialText,
  )
  apiPassword: unknown;

  @Rule(
    {
      expected: `the secret key, at least ${MIN_SECRET_BYTES} bytes`,
      remedy: 'Give ChatSandboxModule the key with which tokens are to be signed.',
      secret: true,
    },
    isSigningSecret,
  )
  secretKey: unknown;

  @IsOptional()
  @Rule(
    {
      expected: 'an http: or https: URL without login and fragment, or a path that begins with one slash',
      remedy: 'Leave it out for /imbachat/api/v1/users/; a global prefix of the application belongs into it.',
    },
    isUsersInfoUrl,
  )
  usersInfoUrl: unknown;
}

/** What is wrong with raw options of ImbaChat's dashboard. */
export function imbaChatSandboxOptionProblems(raw: unknown): OptionProblem[] {
  return problemsOf(ImbaChatSandboxOptionsSchema, raw, 'imbachat');
}

/** Fills the default in and hides the secrets. The options must have passed the check. */
export function resolveImbaChatSandboxOptions(
  options: ImbaChatSandboxOptions,
): ResolvedImbaChatSandboxOptions {
  return Object.freeze({
    widgetId: String(options.widgetId),
    apiLogin: options.apiLogin,
    apiPassword: new Secret(options.apiPassword),
    secretKey: createSecretKey(options.secretKey, 'utf8'),
    usersInfoUrl: options.usersInfoUrl ?? '/imbachat/api/v1/users/',
  });
}

function isUsersInfoUrl(value: unknown): boolean {
  if (typeof value !== 'string' || /[\s#\\]/.test(value)) return false;
  if (value.startsWith('/')) return !value.startsWith('//');
  if (!URL.canParse(value)) return false;
  const { protocol, username, password } = new URL(value);
  return ['http:', 'https:'].includes(protocol) && username === '' && password === '';
}
