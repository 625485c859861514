import type { ChatBroChat } from 'nestjs-chat-browser/chatbro';
import { isSigningSecret } from '../../options/secret-rules.js';
import type { ResolvedChatBroOptions } from '../chatbro.options.js';
import { isChatId } from './read-chats.js';
import { UnknownChatError } from './unknown-chat.error.js';

/** Finds the secret with which the identities of a page's chat are signed. */
export class ChatSecrets {
  readonly #chatId: string;
  readonly #secretKey: string;
  readonly #chats: ResolvedChatBroOptions['chats'];

  constructor({ chatId, secretKey, chats }: Pick<ResolvedChatBroOptions, 'chatId' | 'secretKey' | 'chats'>) {
    this.#chatId = chatId;
    this.#secretKey = secretKey;
    this.#chats = chats;
  }

  /**
   * Returns a chat's secret. A child chat has the secret of its parent. A chat that is named by an alias or a path has
   * the secret of the options, because only ids can be looked up.
   *
   * @throws {UnknownChatError} when neither the options nor the site's store have a usable secret of the chat.
   */
  async secretOf({ encodedChatId, parentEncodedChatId }: ChatBroChat): Promise<string> {
    const ids = [encodedChatId, parentEncodedChatId].filter((id) => id !== undefined);
    const secrets = new Set(await Promise.all(ids.map((id) => this.#find(id))));
    if (secrets.size > 1) throw new UnknownChatError(ids.join(' and '));
    const [secretKey = this.#secretKey] = secrets;
    return secretKey;
  }

  async #find(id: unknown): Promise<string> {
    if (id === this.#chatId) return this.#secretKey;
    const stored = isChatId(id) ? await this.#chats?.get(id) : undefined;
    if (!isSigningSecret(stored?.secretKey)) throw new UnknownChatError(id);
    return stored.secretKey;
  }
}
