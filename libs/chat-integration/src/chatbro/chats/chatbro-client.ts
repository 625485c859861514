import type { VendorCallOptions, VendorClient, VendorResponse } from '../../http-client/vendor-client.js';
import { InvalidArgumentError } from '../../http-client/vendor.errors.js';
import { describeValue } from '../../text/describe.js';
import { AccountTokenKeeper } from './account-token-keeper.js';
import { ACCESS_TOKEN_INVALID, ChatBroApi, isRefusal, type ApiAccount } from './chatbro-api.js';
import type { ListedChat, ManagedChat } from './managed-chat.js';
import { isChatId, readListedChats, readManagedChat } from './read-chats.js';
import type { TokenStore } from './tokens.js';

/** Options of {@link ChatBroClient.delete}. */
export interface DeleteChatOptions extends VendorCallOptions {
  /**
   * Whether a chat is deleted although it has child chats.
   * @default false
   */
  force?: boolean | undefined;
}

/** What a {@link ChatBroClient} depends on. */
export interface ChatBroClientOptions {
  readonly account: ApiAccount;
  /** Returns the absolute URL of the vendor's server, without a trailing slash. */
  readonly baseUrl: () => string;
  /** Where instances share tokens. @default null, which keeps them in memory */
  readonly store?: TokenStore | null;
  /** Returns milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
}

/** Manages the chats of a ChatBro account, without Nest (`protocol/chatbro.md` section 3). */
export class ChatBroClient {
  readonly #client: VendorClient;
  readonly #api: ChatBroApi;
  readonly #tokens: AccountTokenKeeper;

  constructor(
    client: VendorClient,
    { account, baseUrl, store = null, now = Date.now }: ChatBroClientOptions,
  ) {
    this.#client = client;
    this.#api = new ChatBroApi(client, account, baseUrl);
    this.#tokens = new AccountTokenKeeper(this.#api, client, store, now);
  }

  /** Returns the account's chats. */
  async list(options: VendorCallOptions = {}): Promise<ListedChat[]> {
    const call = 'chats/get-all/';
    const response = await this.#call(call, {}, options);
    const chats = readListedChats(response.body['chats']);
    if (!chats)
      throw this.#client.unexpected(call, 'a list of chats, each with id, title and guid', response);
    return chats;
  }

  /** Creates a chat. */
  async create(options: VendorCallOptions = {}): Promise<ManagedChat> {
    const call = 'chats/create/';
    const response = await this.#call(call, {}, options);
    const chat = readManagedChat(response.body);
    if (!chat) throw this.#client.unexpected(call, 'the id and the guid of a chat', response);
    return chat;
  }

  /** Deletes a chat. @throws {InvalidArgumentError} when `chatId` is not the id of a chat. */
  async delete(chatId: string, { force = false, ...options }: DeleteChatOptions = {}): Promise<void> {
    if (!isChatId(chatId)) {
      const expected = "a chat's id, letters and digits";
      throw new InvalidArgumentError(
        'chatId',
        expected,
        describeValue(chatId),
        'pass an id from list() or create().',
      );
    }
    // Only `true` deletes child chats, whatever JavaScript passes.
    const isForced: unknown = force;
    await this.#call('chats/delete/', { chatId, force: isForced === true }, options);
  }

  /** Revokes the account's tokens, if there are any. */
  revokeTokens(): Promise<void> {
    return this.#tokens.revoke();
  }

  /** Sends a call, and repeats it once with a renewed token if the vendor rejects the token. */
  #call(
    call: string,
    body: object,
    options: VendorCallOptions,
  ): Promise<VendorResponse & { readonly body: Readonly<Record<string, unknown>> }> {
    return this.#client.run(call, options, async (signal) => {
      const token = await this.#tokens.accessToken();
      // The caller has left in the meantime.
      signal.throwIfAborted();
      try {
        return await this.#api.call(call, token, body, signal);
      } catch (error) {
        if (!isRefusal(error, ACCESS_TOKEN_INVALID)) throw error;
        const renewed = await this.#tokens.accessToken(token);
        signal.throwIfAborted();
        return await this.#api.call(call, renewed, body, signal);
      }
    });
  }
}
