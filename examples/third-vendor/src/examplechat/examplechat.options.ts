import { IsOptional } from 'class-validator';
import type { OptionProblem } from '../chat-integration.errors.js';
import { BASE_URL_RULE, isBaseUrl } from '../options/base-url.js';
import { problemsOf, Rule } from '../options/option-rule.js';
import { MIN_SECRET_BYTES, Secret } from '../options/secret.js';
import { isSigningSecret, NoSampleInProduction } from '../options/secret-rules.js';

/** Injection token of the checked ExampleChat options; `null` where ExampleChat is not configured. */
export const EXAMPLECHAT_OPTIONS = Symbol('EXAMPLECHAT_OPTIONS');

/** Options of ExampleChat: the values of the vendor's dashboard. */
export interface ExampleChatOptions {
  /** The site's id: lower-case letters and digits. */
  siteId: string;
  /** The site's secret key. */
  secretKey: string;
  /**
   * Where the widget's script comes from: an `https:` URL, an `http:` URL of this machine, or a path of this
   * site, without a slash at the end; for a stand-in of the vendor's server.
   *
   * @default 'https://chat.example'
   */
  baseUrl?: string;
}

/** Options of ExampleChat, checked, with defaults filled in; holds no secret in a readable form. */
export interface ResolvedExampleChatOptions {
  readonly siteId: string;
  readonly secretKey: Secret;
  readonly baseUrl: string;
}

class ExampleChatOptionsSchema {
  @Rule(
    {
      expected: "the site's id, lower-case letters and digits",
      remedy: 'Copy the site id from the ExampleChat dashboard.',
    },
    (value) => typeof value === 'string' && /^[a-z0-9]+$/.test(value),
  )
  siteId: unknown;

  @Rule(
    {
      expected: `the secret key, at least ${MIN_SECRET_BYTES} bytes`,
      remedy: 'Copy the secret key from the ExampleChat dashboard.',
      secret: true,
    },
    isSigningSecret,
  )
  @NoSampleInProduction('the ExampleChat dashboard')
  secretKey: unknown;

  @IsOptional()
  @Rule(BASE_URL_RULE, isBaseUrl)
  baseUrl: unknown;
}

/** What is wrong with raw ExampleChat options. */
export function exampleChatOptionProblems(raw: unknown): OptionProblem[] {
  return problemsOf(ExampleChatOptionsSchema, raw, 'examplechat');
}

/** Fills the defaults in and hides the secret. The options must have passed the check. */
export function resolveExampleChatOptions(options: ExampleChatOptions): ResolvedExampleChatOptions {
  return Object.freeze({
    siteId: options.siteId,
    secretKey: new Secret(options.secretKey),
    baseUrl: options.baseUrl ?? 'https://chat.example',
  });
}
