import { createSecretKey, type KeyObject } from 'node:crypto';
import { IsOptional } from '../options/class-validator.js';
import { type RateLimiterAbstract, RateLimiterMemory } from 'rate-limiter-flexible';
import type { ImbaChatLook } from '../browser/imbachat.js';
import type { OptionProblem } from '../chat-integration.errors.js';
import { BASE_URL_RULE, isBaseUrl } from '../options/base-url.js';
import { isPlainObject, problemsOf, Rule } from '../options/option-rule.js';
import { ADVISED_SECRET_BYTES, isSampleSecret, MIN_SECRET_BYTES } from '../options/secret.js';
import { isCredentialText, isSigningSecret, NoSampleInProduction } from '../options/secret-rules.js';
import { AcceptedCredentials } from './basic-credentials.js';
import type { RecordStore } from './user-cache/record-store.js';
import {
  recordStore,
  userCacheOptionProblems,
  type UserCacheOptions,
} from './user-cache/user-cache.options.js';

/** Injection token of the checked ImbaChat options; `null` where ImbaChat is not configured. */
export const IMBACHAT_OPTIONS = Symbol('IMBACHAT_OPTIONS');

/** Login and password with which the chat server calls the site. */
export interface ImbaChatCredentials {
  /** API login; compared without regard to letter case; holds no colon (RFC 7617 section 2). */
  apiLogin: string;
  /** API password. */
  apiPassword: string;
}

/** Options of ImbaChat: the values of the vendor's dashboard, and how the endpoints answer. */
export interface ImbaChatOptions extends ImbaChatCredentials {
  /** Widget id (`DEV_ID`, `imba_id`): digits. */
  widgetId: number | string;
  /**
   * Secret key. Several during a rotation: tokens are signed with the first and verified with all
   * (`protocol/imbachat.md` section 2). At least 16 bytes each, better 32.
   */
  secretKey: string | readonly string[];
  /**
   * Further credentials that are accepted, so that they can be changed in the dashboard without an outage.
   *
   * @default []
   */
  additionalCredentials?: readonly ImbaChatCredentials[];
  /**
   * How long a user token is valid, in seconds: 1 to 2,592,000 (30 days).
   *
   * @default 25_200
   */
  tokenTtlSeconds?: number;
  /**
   * How many ids one users info request may ask for: 1 to 10,000.
   *
   * @default 1_000
   */
  maxIds?: number;
  /**
   * What stands between two ids, as set in the dashboard (`protocol/imbachat.md` section 1.2).
   *
   * @default ','
   */
  idSeparator?: string;
  /**
   * How search answers (`protocol/imbachat.md` section 1.3): `'october'` is
   * `{"code":200,"version":1,"data":[…]}`, `'array'` the bare array.
   *
   * @default 'october'
   */
  searchEnvelope?: 'october' | 'array';
  /**
   * How many users a search answers at most: 1 to 1,000.
   *
   * @default 20
   */
  searchLimit?: number;
  /**
   * Whether users info carries e-mail addresses.
   *
   * @default false
   */
  includeEmail?: boolean;
  /**
   * The clock by which tokens are issued and verified: milliseconds since 1970.
   *
   * @default Date.now
   */
  clock?: () => number;
  /**
   * Counts failed authorizations by client: a client that has failed `points` times within `duration` seconds is
   * answered 429. Give a limiter of rate-limiter-flexible with a shared store, such as `RateLimiterRedis`, where
   * many instances serve one site, or `false` to switch it off.
   *
   * @default new RateLimiterMemory({ points: 100, duration: 60 })
   */
  failureLimiter?: RateLimiterAbstract | false;
  /**
   * Remembers what the chat server was told of users, so that it is not asked of the `UserProvider` each time; see
   * {@link UserCache.invalidate}.
   *
   * @default none
   */
  userCache?: UserCacheOptions;
  /**
   * How the widget looks and behaves, on every page.
   *
   * @default {}
   */
  widget?: ImbaChatLook;
  /**
   * Where the widget's script comes from: an `https:` URL, an `http:` URL of this machine, or a path of this
   * site, without a slash at the end; for a stand-in of the vendor's server.
   *
   * @default 'https://api.imbachat.com'
   */
  baseUrl?: string;
}

/** Options of ImbaChat, checked, with defaults filled in; holds no secret in a readable form. */
export interface ResolvedImbaChatOptions {
  readonly widgetId: string;
  readonly credentials: AcceptedCredentials;
  /** At least one; the first signs. */
  readonly secretKeys: readonly KeyObject[];
  readonly tokenTtlSeconds: number;
  readonly maxIds: number;
  readonly idSeparator: string;
  readonly searchEnvelope: 'october' | 'array';
  readonly searchLimit: number;
  readonly includeEmail: boolean;
  readonly clock: () => number;
  readonly failureLimiter: RateLimiterAbstract | null;
  readonly userCache: RecordStore | null;
  readonly widget: ImbaChatLook;
  readonly baseUrl: string;
}

/** The longest token lifetime that is taken, in seconds: 30 days. */
export const MAX_TOKEN_TTL_SECONDS = 2_592_000;

/** Tells whether a value is a usable token lifetime in seconds. */
export function isTokenTtl(value: unknown): value is number {
  return isIntegerBetween(1, MAX_TOKEN_TTL_SECONDS)(value);
}

const isIntegerBetween =
  (from: number, to: number) =>
  (value: unknown): value is number =>
    Number.isInteger(value) && (value as number) >= from && (value as number) <= to;

const isLogin = (value: unknown): boolean => isCredentialText(value) && !value.includes(':');

const isLimiter = (value: unknown): boolean =>
  isPlainObject(value) &&
  typeof value['get'] === 'function' &&
  typeof value['penalty'] === 'function' &&
  Number(value['points']) >= 1;

class ImbaChatOptionsSchema {
  @Rule(
    { expected: 'the widget id, digits only', remedy: 'Copy the widget id from the ImbaChat dashboard.' },
    (value) =>
      (typeof value === 'string' || Number.isSafeInteger(value)) && /^[1-9][0-9]*$/.test(String(value)),
  )
  widgetId: unknown;

  @Rule(
    {
      expected: 'the API login, not empty, without colon and control characters',
      remedy: 'Copy the API login from the ImbaChat dashboard.',
      secret: true,
    },
    isLogin,
  )
  apiLogin: unknown;

  @Rule(
    {
      expected: 'the API password, not empty, without control characters',
      remedy: 'Copy the API password from the ImbaChat dashboard.',
      secret: true,
    },
    isCredentialText,
  )
  @NoSampleInProduction('the ImbaChat dashboard')
  apiPassword: unknown;

  @Rule(
    {
      expected: `the secret key, at least ${MIN_SECRET_BYTES} bytes, or an array of such keys`,
      remedy: 'Copy the secret key from the ImbaChat dashboard.',
      secret: true,
    },
    (value) => {
      const keys = Array.isArray(value) ? value : [value];
      return keys.length > 0 && keys.every(isSigningSecret);
    },
  )
  @NoSampleInProduction('the ImbaChat dashboard')
  secretKey: unknown;

  @IsOptional()
  @Rule(
    {
      expected:
        'an array of { apiLogin, apiPassword }, each as the first pair, in production none of them a sample',
      remedy: 'List the credentials that are accepted beside the first, or leave it out.',
      secret: true,
    },
    (value) =>
      Array.isArray(value) &&
      value.every(
        (pair) =>
          isPlainObject(pair) &&
          isLogin(pair['apiLogin']) &&
          isCredentialText(pair['apiPassword']) &&
          (process.env['NODE_ENV'] !== 'production' || !isSampleSecret(pair['apiPassword'])),
      ),
  )
  additionalCredentials: unknown;

  @IsOptional()
  @Rule(
    {
      expected: `an integer number of seconds from 1 to ${MAX_TOKEN_TTL_SECONDS} (30 days)`,
      remedy:
        'Give seconds as a number, for example 25_200 for 7 hours; a value of the environment needs Number().',
    },
    isTokenTtl,
  )
  tokenTtlSeconds: unknown;

  @IsOptional()
  @Rule(
    { expected: 'an integer from 1 to 10000', remedy: 'Leave it out for 1000.' },
    isIntegerBetween(1, 10_000),
  )
  maxIds: unknown;

  @IsOptional()
  @Rule(
    {
      expected: 'the separator of ids as set in the dashboard, not empty and without digits',
      remedy: 'Leave it out for a comma.',
    },
    (value) => typeof value === 'string' && /^[^0-9]+$/.test(value),
  )
  idSeparator: unknown;

  @IsOptional()
  @Rule(
    { expected: "'october' or 'array'", remedy: "Leave it out for 'october'." },
    (value) => value === 'october' || value === 'array',
  )
  searchEnvelope: unknown;

  @IsOptional()
  @Rule({ expected: 'an integer from 1 to 1000', remedy: 'Leave it out for 20.' }, isIntegerBetween(1, 1_000))
  searchLimit: unknown;

  @IsOptional()
  @Rule(
    { expected: 'true or false', remedy: 'Leave it out to send no e-mail addresses.' },
    (value) => typeof value === 'boolean',
  )
  includeEmail: unknown;

  @IsOptional()
  @Rule(
    { expected: 'a function that returns milliseconds since 1970', remedy: 'Leave it out for Date.now.' },
    (value) => typeof value === 'function',
  )
  clock: unknown;

  @IsOptional()
  @Rule(
    {
      expected: 'a limiter of rate-limiter-flexible that allows at least 1 point, or false',
      remedy: 'Leave it out for 100 failures a minute, counted in memory.',
    },
    (value) => value === false || isLimiter(value),
  )
  failureLimiter: unknown;

  @IsOptional()
  @Rule(
    {
      expected: 'an object of options of the user cache, such as { ttlSeconds: 60, maxUsers: 10_000 }',
      remedy: 'Leave it out to read users anew for every call.',
    },
    isPlainObject,
  )
  userCache: unknown;

  @IsOptional()
  @Rule(
    { expected: 'an object of widget options', remedy: "Leave it out for the widget's defaults." },
    isPlainObject,
  )
  widget: unknown;

  @IsOptional()
  @Rule(BASE_URL_RULE, isBaseUrl)
  baseUrl: unknown;
}

/** What is wrong with raw ImbaChat options. */
export function imbaChatOptionProblems(raw: unknown): OptionProblem[] {
  const problems = problemsOf(ImbaChatOptionsSchema, raw, 'imbachat');
  if (isPlainObject(raw) && isPlainObject(raw['userCache'])) {
    problems.push(...userCacheOptionProblems(raw['userCache']));
  }
  return problems;
}

/** What is usable but unwise in checked ImbaChat options. */
export function imbaChatOptionWarnings(options: ImbaChatOptions): string[] {
  const warnings: string[] = [];
  if ([options.secretKey].flat().some((key) => Buffer.byteLength(key) < ADVISED_SECRET_BYTES)) {
    warnings.push(
      `imbachat.secretKey is shorter than ${ADVISED_SECRET_BYTES} bytes, the least that RFC 7518 section 3.2 ` +
        'asks of an HS256 key. Ask the vendor for a longer one.',
    );
  }
  if (options.userCache?.store?.throwOnErrors === false) {
    warnings.push(
      'imbachat.userCache.store hides its errors, so that a store which fails looks like one that is empty. Make ' +
        'Keyv, and its adapter, with throwOnErrors: true.',
    );
  }
  return warnings;
}

/** Fills the defaults in and turns secrets into forms that cannot be read. The options must have passed the check. */
export function resolveImbaChatOptions(options: ImbaChatOptions): ResolvedImbaChatOptions {
  const { failureLimiter = new RateLimiterMemory({ points: 100, duration: 60 }) } = options;
  const { userCache, includeEmail = false } = options;
  const credentials = [options, ...(options.additionalCredentials ?? [])];
  return Object.freeze({
    widgetId: String(options.widgetId),
    credentials: new AcceptedCredentials(
      credentials.map(({ apiLogin, apiPassword }) => ({ login: apiLogin, password: apiPassword })),
    ),
    secretKeys: [options.secretKey].flat().map((key) => createSecretKey(key, 'utf8')),
    tokenTtlSeconds: options.tokenTtlSeconds ?? 25_200,
    maxIds: options.maxIds ?? 1_000,
    idSeparator: options.idSeparator ?? ',',
    searchEnvelope: options.searchEnvelope ?? 'october',
    searchLimit: options.searchLimit ?? 20,
    includeEmail,
    clock: options.clock ?? Date.now,
    failureLimiter: failureLimiter === false ? null : failureLimiter,
    userCache: userCache
      ? recordStore(userCache, `imbachat:${options.widgetId}:${includeEmail ? 'email:' : ''}`)
      : null,
    widget: options.widget ?? {},
    baseUrl: options.baseUrl ?? 'https://api.imbachat.com',
  });
}
