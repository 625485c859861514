import { type RateLimiterAbstract, RateLimiterMemory } from 'rate-limiter-flexible';
import type { ImbaChatLook } from 'nestjs-chat-browser/imbachat';
import type { OptionProblem } from '../chat-integration.errors.js';
import { BaseUrl } from '../options/base-url.js';
import { IsOptional, isIntegerBetween, Option, readOptions, type Resolved } from '../options/options.js';
import {
  Exact,
  isLogin,
  isPassword,
  isSigningSecret,
  MIN_PASSWORD_LENGTH,
  MIN_SECRET_BYTES,
  NoSampleInProduction,
  NotTrivial,
  RECOMMENDED_SECRET_BYTES,
  sampleWarnings,
} from '../options/secret-rules.js';
import { isPlainObject } from '../text/describe.js';
import { isUserNumber } from './protocol/user-numbers.js';
import { DEFAULT_TOKEN_TTL_SECONDS, isTokenTtl, MAX_TOKEN_TTL_SECONDS } from './protocol/user-token.js';
import { UserCacheOptions } from './user-cache/user-cache.options.js';

/** Injection token of the checked ImbaChat options; `null` where ImbaChat is not configured. @internal */
export const IMBACHAT_OPTIONS = Symbol('IMBACHAT_OPTIONS');

/** The login and password with which the chat server calls the site. */
export class ImbaChatCredentials {
  /** API login, without a colon (RFC 7617 section 2). It is compared case-insensitively. */
  @Option(
    {
      expected: 'the API login, not empty, without a colon or control characters',
      fix: 'copy the API login from the ImbaChat dashboard.',
      secret: true,
    },
    isLogin,
  )
  @Exact
  apiLogin!: string;

  /** API password of at least 8 characters. */
  @NoSampleInProduction('the ImbaChat dashboard')
  @NotTrivial
  @Option(
    {
      expected: `the API password, at least ${MIN_PASSWORD_LENGTH} characters, without control characters`,
      fix: 'set a random password in the ImbaChat dashboard, and copy it.',
      secret: true,
    },
    isPassword,
  )
  @Exact
  apiPassword!: string;
}

/** Options of ImbaChat: the values of the vendor's dashboard, and how the endpoints respond. */
export class ImbaChatOptions extends ImbaChatCredentials {
  /** Widget id (`DEV_ID`, `imba_id`): digits. */
  @Option(
    { expected: 'the widget id, digits only', fix: 'copy the widget id from the ImbaChat dashboard.' },
    isWidgetId,
  )
  @Exact
  widgetId!: number | string;

  /**
   * Secret key of at least 16 bytes, preferably 32. During a rotation, an array of keys: tokens are signed with the first
   * key and verified with all of them (`protocol/imbachat.md` section 2).
   */
  @NoSampleInProduction('the ImbaChat dashboard')
  @NotTrivial
  @Option(
    {
      expected: `the secret key, at least ${MIN_SECRET_BYTES} bytes, or an array of such keys`,
      fix: 'copy the secret key from the ImbaChat dashboard.',
      secret: true,
    },
    (value) => {
      const keys = Array.isArray(value) ? value : [value];
      return keys.length > 0 && keys.every(isSigningSecret);
    },
  )
  @Exact
  secretKey!: string | readonly string[];

  /**
   * Additional accepted credentials, so that you can change them in the dashboard without downtime.
   * @default []
   */
  @Option(
    {
      expected: 'an array of { apiLogin, apiPassword }',
      fix: 'list the additional credentials, or leave it out.',
      secret: true,
    },
    Array.isArray,
  )
  additionalCredentials?: readonly ImbaChatCredentials[] | undefined = [];

  /**
   * How long a user token is valid, in seconds: 1 to 2,592,000 (30 days).
   * @default 25_200
   */
  @Option(
    {
      expected: `an integer number of seconds from 1 to ${MAX_TOKEN_TTL_SECONDS} (30 days)`,
      fix: 'set a number such as 25_200 (7 hours); convert a value from the environment with Number().',
    },
    isTokenTtl,
  )
  tokenTtlSeconds?: number | undefined = DEFAULT_TOKEN_TTL_SECONDS;

  /**
   * The maximum number of ids in one users info request: 1 to 10,000.
   * @default 1_000
   */
  @Option(
    { expected: 'an integer from 1 to 10000', fix: 'leave it out to use 1000.' },
    isIntegerBetween(1, 10_000),
  )
  maxIds?: number | undefined = 1_000;

  /**
   * The separator between ids, as set in the dashboard (`protocol/imbachat.md` section 1.2).
   * @default ','
   */
  @Option(
    {
      expected: 'the separator of ids as set in the dashboard, not empty and without digits',
      fix: 'leave it out to use a comma.',
    },
    (value) => typeof value === 'string' && /^[^0-9]+$/.test(value),
  )
  idSeparator?: string | undefined = ',';

  /**
   * The form of search results (`protocol/imbachat.md` section 1.3): `'october'` is
   * `{"code":200,"version":1,"data":[…]}`, `'array'` is the bare array.
   * @default 'october'
   */
  @Option(
    { expected: "'october' or 'array'", fix: "leave it out to use 'october'." },
    (value) => value === 'october' || value === 'array',
  )
  searchEnvelope?: 'october' | 'array' | undefined = 'october';

  /**
   * The maximum number of users in a search result: 1 to 1,000.
   * @default 20
   */
  @Option(
    { expected: 'an integer from 1 to 1000', fix: 'leave it out to use 20.' },
    isIntegerBetween(1, 1_000),
  )
  searchLimit?: number | undefined = 20;

  /**
   * Whether users info contains e-mail addresses.
   * @default false
   */
  @Option(
    { expected: 'true or false', fix: 'leave it out to send no e-mail addresses.' },
    (value) => typeof value === 'boolean',
  )
  includeEmail?: boolean | undefined = false;

  /**
   * The clock that is used to issue and verify tokens, in milliseconds since 1970.
   * @default Date.now
   */
  @Option(
    { expected: 'a function that returns milliseconds since 1970', fix: 'leave it out to use Date.now.' },
    (value) => typeof value === 'function',
  )
  clock?: (() => number) | undefined = Date.now;

  /**
   * Limits failed authorizations per client: a client that fails `points` times within `duration` seconds receives 429,
   * even with accepted credentials. A client is an IPv4 address or a /64 network; a /48 network may fail ten times as
   * often.
   *
   * If several instances serve the site, set a limiter of rate-limiter-flexible with a shared store, such as
   * `RateLimiterRedis`. Of a `RateLimiterMemory`, only `points` and `duration` are used: each instance counts in its own
   * memory, for at most 10,000 networks. `false` disables the limit.
   * @default new RateLimiterMemory({ points: 100, duration: 60 })
   */
  @Option(
    {
      expected: 'a limiter of rate-limiter-flexible that allows at least 1 point, or false',
      fix: 'leave it out to allow 100 failures per minute, counted in memory.',
    },
    (value) => value === false || isLimiter(value),
  )
  failureLimiter?: RateLimiterAbstract | false | undefined = new RateLimiterMemory({
    points: 100,
    duration: 60,
  });

  /**
   * Caches the users info that the chat server reads, so that not every call reads from the `UserProvider`. See
   * {@link UserCache.invalidate}.
   * @default no cache
   */
  @IsOptional()
  @Option(
    {
      expected: 'an object of user cache options, such as { ttlSeconds: 60, maxUsers: 10_000 }',
      fix: 'leave it out to disable the cache.',
    },
    isPlainObject,
  )
  userCache?: UserCacheOptions | undefined;

  /**
   * ImbaChat's number of the user with whom a "Contact support" button opens a dialog.
   * @default {@link ImbaChatSupport} asks ImbaChat for it
   */
  @IsOptional()
  @Option(
    { expected: 'an integer from 1 to 999999999', fix: 'leave it out to ask ImbaChat for the support user.' },
    isUserNumber,
  )
  supportUserNumber?: number | undefined;

  /**
   * The secret from which {@link RoomPipes} derives pipes, at least 16 bytes. Set it to the current secret key before
   * you rotate that key; otherwise all rooms would get new pipes, which are new rooms.
   * @default the secret key; required if there are several keys and `RoomPipes` is used
   */
  @IsOptional()
  @Option(
    {
      expected: `a secret of at least ${MIN_SECRET_BYTES} bytes`,
      fix: 'leave it out to derive pipes from imbachat.secretKey.',
      secret: true,
    },
    isSigningSecret,
  )
  @Exact
  @NoSampleInProduction('a secret of your own, for example 32 random bytes in base64')
  roomSecret?: string | undefined;

  /**
   * How the widget looks and behaves, on every page.
   * @default {}
   */
  @Option(
    { expected: 'an object of widget options', fix: "leave it out to use the widget's defaults." },
    isPlainObject,
  )
  widget?: ImbaChatLook | undefined = {};

  /**
   * The base URL of the vendor's server, without a trailing slash: an `https:` URL, an `http:` URL of this machine, or a
   * path of this site. Set it only to replace the vendor's server, for example with the sandbox.
   * @default 'https://api.imbachat.com'
   */
  @BaseUrl
  baseUrl?: string | undefined = 'https://api.imbachat.com';
}

/** The checked ImbaChat options, with defaults filled in. @internal */
export type ResolvedImbaChatOptions = Resolved<
  ImbaChatOptions,
  'userCache' | 'supportUserNumber' | 'roomSecret'
>;

/** Reads and checks ImbaChat options. @param problems receives every invalid option. @internal */
export function readImbaChatOptions(given: unknown, problems: OptionProblem[]): ResolvedImbaChatOptions {
  const options = readOptions(ImbaChatOptions, given, 'imbachat', problems);
  if (Array.isArray(options.additionalCredentials)) {
    options.additionalCredentials = options.additionalCredentials.map((credentials, index) =>
      readOptions(ImbaChatCredentials, credentials, `imbachat.additionalCredentials[${index}]`, problems),
    );
  }
  if (isPlainObject(options.userCache)) {
    options.userCache = readOptions(UserCacheOptions, options.userCache, 'imbachat.userCache', problems);
  }
  return options as ResolvedImbaChatOptions;
}

/** Returns a warning for each checked ImbaChat option that is valid but risky. @internal */
export function imbaChatOptionWarnings(options: ResolvedImbaChatOptions): string[] {
  const { apiPassword, additionalCredentials, secretKey, userCache } = options;
  const warnings = [
    ...sampleWarnings('imbachat.apiPassword', apiPassword),
    ...sampleWarnings('imbachat.secretKey', secretKey),
    ...additionalCredentials.flatMap((credentials, index) =>
      sampleWarnings(`imbachat.additionalCredentials[${index}].apiPassword`, credentials.apiPassword),
    ),
  ];
  if ([secretKey].flat().some((key) => Buffer.byteLength(key) < RECOMMENDED_SECRET_BYTES)) {
    warnings.push(
      `imbachat.secretKey is shorter than ${RECOMMENDED_SECRET_BYTES} bytes, the minimum of RFC 7518 section 3.2 ` +
        'for HS256. Fix: ask the vendor for a longer one.',
    );
  }
  if (userCache?.store?.throwOnErrors === false) {
    warnings.push(
      'imbachat.userCache.store hides its errors, so a failing store looks empty. Fix: create Keyv and its adapter ' +
        'with throwOnErrors: true.',
    );
  }
  return warnings;
}

/** Returns whether a value is the id of an ImbaChat widget. */
export function isWidgetId(value: unknown): value is number | string {
  return (typeof value === 'string' || Number.isSafeInteger(value)) && /^[1-9][0-9]*$/.test(String(value));
}

function isLimiter(value: unknown): boolean {
  return (
    isPlainObject(value) &&
    typeof value['get'] === 'function' &&
    typeof value['penalty'] === 'function' &&
    Number(value['points']) >= 1
  );
}
