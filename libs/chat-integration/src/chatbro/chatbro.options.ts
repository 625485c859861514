import type { ChatBroLook } from 'nestjs-chat-browser/chatbro';
import type { OptionProblem } from '../chat-integration.errors.js';
import { BaseUrl } from '../options/base-url.js';
import { IsOptional, Option, readOptions, type Resolved } from '../options/options.js';
import { Exact, sampleWarnings } from '../options/secret-rules.js';
import { isPlainObject } from '../text/describe.js';
import type { UserId } from '../users/user-id.js';
import { ChatBroAccountOptions } from './chats/chatbro-account.options.js';
import {
  SignIdentityOptions,
  readSigningOptions,
  type ResolvedSigningOptions,
} from './protocol/identity-signer.js';
import { selfDelimitingId } from './protocol/user-ids.js';

/** Injection token of the checked ChatBro options; `null` where ChatBro is not configured. @internal */
export const CHATBRO_OPTIONS = Symbol('CHATBRO_OPTIONS');

/** Options of ChatBro: the values of the vendor's dashboard, and how identities are signed. */
export class ChatBroOptions extends SignIdentityOptions {
  /** The chat's id (`encodedChatId`). */
  @Option(
    { expected: "the chat's id, letters and digits", fix: 'copy encodedChatId from the ChatBro embed code.' },
    (value) => typeof value === 'string' && /^[A-Za-z0-9_-]+$/.test(value),
  )
  @Exact
  chatId!: string;

  /**
   * Formats a user's id for ChatBro. Your own function requires `signing.userIdPattern`, unless the policy is
   * `'unchecked'`.
   * @default selfDelimitingId
   */
  @Option(
    { expected: 'a function from a user id to a string', fix: 'leave it out to use selfDelimitingId.' },
    (value) => typeof value === 'function',
  )
  userId?: ((id: UserId) => string) | undefined = selfDelimitingId;

  /**
   * Formats a user's name for ChatBro, for example to remove characters that the strict policy refuses.
   * @default the name, unchanged
   */
  @Option(
    { expected: 'a function from a name to a name', fix: 'leave it out to send names unchanged.' },
    (value) => typeof value === 'function',
  )
  userName?: ((name: string) => string) | undefined = (name) => name;

  /**
   * How chats look and behave, on every page.
   * @default {}
   */
  @Option(
    { expected: 'an object of widget parameters', fix: "leave it out to use the chat's settings." },
    isPlainObject,
  )
  widget?: ChatBroLook | undefined = {};

  /**
   * The base URL of the vendor's server, without a trailing slash: an `https:` URL, an `http:` URL of this machine, or a
   * path of this site. Set it only to replace the vendor's server, for example with the sandbox.
   * @default 'https://www.chatbro.com'
   */
  @BaseUrl
  baseUrl?: string | undefined = 'https://www.chatbro.com';

  /**
   * The account with which {@link ChatBroChats} lists, creates and deletes chats.
   * @default none; the service then throws
   */
  @IsOptional()
  @Option(
    {
      expected: 'an object { id, secret, platform }',
      fix: 'leave it out if the site does not manage chats.',
    },
    isPlainObject,
  )
  account?: ChatBroAccountOptions | undefined;

  /**
   * The site's store of further chats by id, such as the chats that {@link ChatBroChats} creates. A page can then show
   * them, each signed with its own secret.
   * @example { get: (chatId) => topics.findChat(chatId) }
   * @default none; pages show only the chat of the options and its child chats
   */
  @IsOptional()
  @Option(
    {
      expected: 'an object with a method get(chatId)',
      fix: 'set a Map, a Keyv instance or your own { get }.',
    },
    (value) => isPlainObject(value) && typeof value['get'] === 'function',
  )
  chats?: ChatBroChatStore | undefined;
}

/** The site's own chats by id: a `Map`, a Keyv instance, or your own object. */
export interface ChatBroChatStore {
  /** Returns a chat's secret; `null` or `undefined` for an unknown chat. */
  get(chatId: string): StoredChat | null | undefined | Promise<StoredChat | null | undefined>;
}

/** A chat of a {@link ChatBroChatStore}. */
export interface StoredChat {
  /** The secret that signs this chat's identities: the `secretKey` that {@link ChatBroChats.create} returned. */
  readonly secretKey: string;
}

/** The checked ChatBro options, with defaults filled in. @internal */
export type ResolvedChatBroOptions = Resolved<Omit<ChatBroOptions, 'signing' | 'account'>, 'chats'> & {
  readonly account: Resolved<ChatBroAccountOptions, 'tokenStore'> | undefined;
  readonly signing: ResolvedSigningOptions;
};

/** Reads and checks ChatBro options. @param problems receives every invalid option. @internal */
export function readChatBroOptions(given: unknown, problems: OptionProblem[]): ResolvedChatBroOptions {
  const options = readOptions(ChatBroOptions, given, 'chatbro', problems);
  const signing = readSigningOptions(options.signing, 'chatbro.signing', problems);
  if (
    typeof options.userId === 'function' &&
    options.userId !== selfDelimitingId &&
    signing.policy === 'strict' &&
    signing.userIdPattern === undefined
  ) {
    problems.push({
      path: 'chatbro.signing.userIdPattern',
      message:
        'expected a pattern for the ids that chatbro.userId returns but got undefined. Without it, a signature ' +
        'can be valid for two users. Fix: set a pattern such as /u[0-9]{9}/, or leave out chatbro.userId.',
    });
  }
  options.signing = signing;
  if (isPlainObject(options.account)) {
    options.account = readOptions(ChatBroAccountOptions, options.account, 'chatbro.account', problems);
  }
  return options as ResolvedChatBroOptions;
}

/** Returns a warning for each checked ChatBro option that is valid but risky. @internal */
export function chatBroOptionWarnings({ secretKey }: ResolvedChatBroOptions): string[] {
  return sampleWarnings('chatbro.secretKey', secretKey);
}
