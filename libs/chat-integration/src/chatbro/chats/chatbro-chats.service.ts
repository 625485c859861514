import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { VendorNotConfiguredError } from '../../chat-integration.errors.js';
import {
  VENDOR_CLIENT_OPTIONS,
  VendorClient,
  type VendorCallOptions,
  type VendorClientOptions,
} from '../../http-client/vendor-client.js';
import { serverUrl } from '../../http-client/server-url.js';
import { CHATBRO_OPTIONS, type ResolvedChatBroOptions } from '../chatbro.options.js';
import { ChatBroClient, type DeleteChatOptions } from './chatbro-client.js';
import { SharedTokenStore } from './keyv-token-store.js';
import type { ListedChat, ManagedChat } from './managed-chat.js';

/**
 * Lists, creates and deletes the chats of the ChatBro account in the option `chatbro.account`
 * (`protocol/chatbro.md` section 3).
 *
 * Every method rejects with a {@link VendorError}, for example when the vendor does not respond, and with
 * {@link VendorNotConfiguredError} without the option. A call is repeated once if the vendor rejects the access token,
 * and never otherwise.
 *
 * @example
 * ```ts
 * const { id, secretKey } = await this.chats.create();
 * await this.topics.save({ ...topic, chatId: id, chatSecret: secretKey });
 * ```
 */
@Injectable()
export class ChatBroChats implements OnApplicationShutdown {
  readonly #logger = new Logger(ChatBroChats.name);
  readonly #client: ChatBroClient | null;
  readonly #revokes: boolean;

  /** @internal Nest creates it. */
  constructor(
    @Inject(CHATBRO_OPTIONS) options: ResolvedChatBroOptions | null,
    @Inject(VENDOR_CLIENT_OPTIONS) clientOptions: VendorClientOptions,
    @Inject(HttpAdapterHost) adapterHost: HttpAdapterHost,
  ) {
    const account = options?.account;
    this.#revokes = account?.revokeTokensOnShutdown ?? false;
    this.#client =
      options && account
        ? new ChatBroClient(new VendorClient('ChatBro', clientOptions), {
            account,
            baseUrl: () => serverUrl(options.baseUrl, 'chatbro.baseUrl', adapterHost),
            store: account.tokenStore
              ? new SharedTokenStore(account.tokenStore, {
                  ...account,
                  secret: account.secret,
                  baseUrl: options.baseUrl,
                })
              : null,
          })
        : null;
  }

  /**
   * Returns the account's chats. Their secrets are not in logs or JSON: read `secretKey` of a chat.
   *
   * @example
   * ```ts
   * const titles = (await chatBroChats.list()).map(({ id, title }) => `${id}: ${title}`);
   * ```
   */
  async list(options?: VendorCallOptions): Promise<ListedChat[]> {
    return this.#required().list(options);
  }

  /**
   * Creates a chat. Store its secret, and return it from the option `chatbro.chats`, to show the chat on a page.
   * If the call ends early, the vendor may have created the chat: {@link list} shows it.
   */
  async create(options?: VendorCallOptions): Promise<ManagedChat> {
    return this.#required().create(options);
  }

  /**
   * Deletes a chat.
   *
   * @param chatId the id from {@link list} or {@link create}.
   * @throws {ChatHasChildrenError} when the chat has child chats and `force` is not set.
   * @throws {InvalidArgumentError} when `chatId` is not an id.
   */
  async delete(chatId: string, options?: DeleteChatOptions): Promise<void> {
    await this.#required().delete(chatId, options);
  }

  /** Revokes the tokens if the option `chatbro.account.revokeTokensOnShutdown` is set; Nest calls it. */
  async onApplicationShutdown(): Promise<void> {
    if (!this.#revokes) return;
    try {
      await this.#client?.revokeTokens();
    } catch (error) {
      this.#logger.warn(
        `The ChatBro tokens were not revoked and stay valid until they expire. ${String(error)}`,
      );
    }
  }

  #required(): ChatBroClient {
    if (!this.#client) throw new VendorNotConfiguredError('chatbro.account');
    return this.#client;
  }
}
