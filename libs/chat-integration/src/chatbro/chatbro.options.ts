import { IsOptional } from '../options/class-validator.js';
import type { ChatBroLook } from '../browser/chatbro.js';
import type { OptionProblem } from '../chat-integration.errors.js';
import { BASE_URL_RULE, isBaseUrl } from '../options/base-url.js';
import { isPlainObject, problemsOf, Rule } from '../options/option-rule.js';
import { MIN_SECRET_BYTES, Secret } from '../options/secret.js';
import { isSigningSecret, NoSampleInProduction } from '../options/secret-rules.js';
import type { UserId } from '../users/user-id.js';
import type { AmbiguityRules } from './ambiguity.js';
import { ReservedNames } from './reserved-names.js';
import { longerId, noOtherId, otherIdOfForm, selfDelimitingId, wholeForm } from './user-ids.js';

/** Injection token of the checked ChatBro options; `null` where ChatBro is not configured. */
export const CHATBRO_OPTIONS = Symbol('CHATBRO_OPTIONS');

/** How identities are signed (`protocol/chatbro.md` section 1, "The hole in the scheme"). */
export interface ChatBroSigningOptions {
  /**
   * `'strict'` refuses an identity that has a second reading with the same signature. `'unchecked'` signs
   * whatever it is given: whoever can choose their own name can then become moderator or another user.
   *
   * @default 'strict'
   */
  policy?: 'strict' | 'unchecked';
  /**
   * A colour, such as `'#333333'`, that is sent for each user who has none. Then no name or URL stands
   * right before the permissions, and `Esteban` can be signed.
   *
   * @default none is sent
   */
  fallbackNameColor?: string;
  /**
   * Names that only some may bear: who bears none of them is not signed if one stands anywhere in what is sent,
   * since it could be cut out; so mind your URLs. Replaces the default list.
   *
   * @default ['admin', 'administrator', 'moderator']
   */
  reservedNames?: readonly string[];
  /**
   * The form of every `siteUserExternalId` of the site, held against whole ids. Then no identity is signed
   * that begins with another id of this form, longer or shorter.
   *
   * @example /[0-9]{9}/
   * @default a number may go on in digits, any other id in letters, digits, _ and -; a UUID is complete
   */
  userIdPattern?: RegExp;
}

/** Options of ChatBro: the values of the vendor's dashboard, and how identities are signed. */
export interface ChatBroOptions {
  /** The chat's id (`encodedChatId`). */
  chatId: string;
  /** The bare host of the site, as entered in the chat's settings: no scheme, no port, no path. */
  siteDomain: string;
  /** The chat's secret, shown when spoofing protection is switched on. */
  secretKey: string;
  /** How identities are signed. */
  signing?: ChatBroSigningOptions;
  /**
   * How the id of a user of the `UserProvider` is written for ChatBro. A function of your own needs
   * `signing.userIdPattern` beside it, unless all ids come out equally long; and where there is a pattern, ids
   * are held against it.
   *
   * @default selfDelimitingId
   */
  userId?: (id: UserId) => string;
  /**
   * How the name of a user of the `UserProvider` is written for ChatBro, for instance to take characters out
   * that the strict policy refuses.
   *
   * @default the name as it is
   */
  userName?: (name: string) => string;
  /**
   * How chats look and behave, on every page.
   *
   * @default {}
   */
  widget?: ChatBroLook;
  /**
   * Where the widget's script comes from: an `https:` URL, an `http:` URL of this machine, or a path of this
   * site, without a slash at the end; for a stand-in of the vendor's server.
   *
   * @default 'https://www.chatbro.com'
   */
  baseUrl?: string;
}

/** Options of ChatBro, checked, with defaults filled in; holds no secret in a readable form. */
export interface ResolvedChatBroOptions {
  readonly chatId: string;
  readonly siteDomain: string;
  readonly secretKey: Secret;
  /** The rules for identities that the host gives; `null` for the policy `'unchecked'`. */
  readonly rules: AmbiguityRules | null;
  /** The rules for identities made of users of the `UserProvider`. */
  readonly userRules: AmbiguityRules | null;
  /** The form of every id, where the host has declared it. */
  readonly userIdForm: RegExp | null;
  readonly fallbackNameColor: string | null;
  readonly userId: (id: UserId) => string;
  readonly userName: (name: string) => string;
  readonly widget: ChatBroLook;
  readonly baseUrl: string;
}

const DEFAULT_RESERVED_NAMES = ['admin', 'administrator', 'moderator'];

// Labels of letters (of any script), digits and inner hyphens.
const HOST =
  /^(?!.{254})(?:[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?)(?:\.[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?)*$/u;

const isFunctionRule = (what: string, remedy: string) =>
  Rule({ expected: `a function that ${what}`, remedy }, (value) => typeof value === 'function');

class ChatBroSigningOptionsSchema {
  @IsOptional()
  @Rule(
    { expected: "'strict' or 'unchecked'", remedy: "Leave it out for 'strict'." },
    (value) => value === 'strict' || value === 'unchecked',
  )
  policy: unknown;

  @IsOptional()
  @Rule(
    { expected: 'a colour of the form #rrggbb', remedy: "Give for example '#333333', or leave it out." },
    (value) => typeof value === 'string' && /^#[0-9a-f]{6}$/i.test(value),
  )
  fallbackNameColor: unknown;

  @IsOptional()
  @Rule(
    {
      expected: 'an array of names, none of them blank',
      remedy: 'List the names that only some may bear, or give [].',
    },
    (value) => Array.isArray(value) && value.every((name) => typeof name === 'string' && name.trim() !== ''),
  )
  reservedNames: unknown;

  @IsOptional()
  @Rule(
    { expected: 'a regular expression', remedy: 'Give for example /[0-9]{9}/, or leave it out.' },
    (value) => value instanceof RegExp,
  )
  userIdPattern: unknown;
}

class ChatBroOptionsSchema {
  @Rule(
    {
      expected: "the chat's id, letters and digits",
      remedy: 'Copy encodedChatId from the ChatBro embed code.',
    },
    (value) => typeof value === 'string' && /^[A-Za-z0-9_-]+$/.test(value),
  )
  chatId: unknown;

  @Rule(
    {
      expected: 'the bare host of the site, without scheme, port and path, for example example.com',
      remedy: "Give the host alone, exactly as it stands in the chat's settings.",
    },
    (value) => typeof value === 'string' && HOST.test(value),
  )
  siteDomain: unknown;

  @Rule(
    {
      expected: `the chat's secret key, at least ${MIN_SECRET_BYTES} bytes`,
      remedy: "Copy the secret key from the chat's settings, spoofing protection.",
      secret: true,
    },
    isSigningSecret,
  )
  @NoSampleInProduction("the chat's settings, spoofing protection")
  secretKey: unknown;

  @IsOptional()
  @Rule(
    { expected: 'an object of signing options', remedy: "Leave it out for policy 'strict'." },
    isPlainObject,
  )
  signing: unknown;

  @IsOptional()
  @isFunctionRule('turns a user id into a string', 'Leave it out for selfDelimitingId.')
  userId: unknown;

  @IsOptional()
  @isFunctionRule('turns a name into a name', 'Leave it out to send names as they are.')
  userName: unknown;

  @IsOptional()
  @Rule(
    { expected: 'an object of widget parameters', remedy: "Leave it out for the chat's settings." },
    isPlainObject,
  )
  widget: unknown;

  @IsOptional()
  @Rule(BASE_URL_RULE, isBaseUrl)
  baseUrl: unknown;
}

/** What is wrong with raw ChatBro options. */
export function chatBroOptionProblems(raw: unknown): OptionProblem[] {
  const problems = problemsOf(ChatBroOptionsSchema, raw, 'chatbro');
  const signing = isPlainObject(raw) ? raw['signing'] : undefined;
  return isPlainObject(signing)
    ? [...problems, ...problemsOf(ChatBroSigningOptionsSchema, signing, 'chatbro.signing')]
    : problems;
}

/** Fills the defaults in and hides the secret. The options must have passed the check. */
export function resolveChatBroOptions(options: ChatBroOptions): ResolvedChatBroOptions {
  const { policy, fallbackNameColor, reservedNames, userIdPattern } = options.signing ?? {};
  const findOtherId = userIdPattern ? otherIdOfForm(userIdPattern) : longerId;
  const rules: AmbiguityRules = {
    findOtherId,
    reservedNames: new ReservedNames(reservedNames ?? DEFAULT_RESERVED_NAMES),
  };
  const unchecked = policy === 'unchecked';
  return Object.freeze({
    chatId: options.chatId,
    siteDomain: options.siteDomain,
    secretKey: new Secret(options.secretKey),
    rules: unchecked ? null : rules,
    userRules: unchecked
      ? null
      : options.userId || userIdPattern
        ? rules
        : { ...rules, findOtherId: noOtherId },
    userIdForm: userIdPattern ? wholeForm(userIdPattern) : null,
    fallbackNameColor: fallbackNameColor ?? null,
    userId: options.userId ?? selfDelimitingId,
    userName: options.userName ?? ((name) => name),
    widget: options.widget ?? {},
    baseUrl: options.baseUrl ?? 'https://www.chatbro.com',
  });
}
