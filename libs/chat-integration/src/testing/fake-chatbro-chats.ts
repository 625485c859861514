import { ChatHasChildrenError } from '../chatbro/chats/chat-has-children.error.js';
import type { ChatBroChats } from '../chatbro/chats/chatbro-chats.service.js';
import type { DeleteChatOptions } from '../chatbro/chats/chatbro-client.js';
import { ListedChat, ManagedChat } from '../chatbro/chats/managed-chat.js';
import { VendorRefusedError } from '../http-client/vendor.errors.js';

/** A chat that a {@link FakeChatBroChats} has at first. */
export interface FakeChat {
  readonly id: string;
  /** @default 'Chat {id}' */
  readonly title?: string;
  /** @default a secret that depends on the id */
  readonly secretKey?: string;
  /** Whether it can be deleted only with `force`. @default false */
  readonly hasChildren?: boolean;
}

/** One call of a {@link FakeChatBroChats}. */
export type FakeChatBroChatsCall =
  | readonly [method: 'list']
  | readonly [method: 'create']
  | readonly [method: 'delete', id: string, force: boolean];

/**
 * {@link ChatBroChats} with chats in memory. It records its calls, and rejects with the same errors for unknown chats and
 * for chats with child chats.
 *
 * @example
 * ```ts
 * const chats = new FakeChatBroChats([{ id: 'cats', hasChildren: true }]);
 * const testing = await Test.createTestingModule({ imports: [AppModule] })
 *   .overrideProvider(ChatBroChats)
 *   .useValue(chats)
 *   .compile();
 * // …
 * expect(chats.calls).toEqual([['delete', 'cats', true]]);
 * ```
 */
export class FakeChatBroChats implements Pick<ChatBroChats, 'list' | 'create' | 'delete'> {
  /** The calls, in order. */
  readonly calls: FakeChatBroChatsCall[] = [];
  /** If set, every call rejects with this error. */
  failure: Error | undefined;
  readonly #chats: Map<string, FakeChat>;
  #created = 0;

  constructor(chats: readonly FakeChat[] = []) {
    this.#chats = new Map(chats.map((chat) => [chat.id, chat]));
  }

  async list(): Promise<ListedChat[]> {
    this.#record('list');
    return [...this.#chats.values()].map(
      (chat) =>
        new ListedChat(chat.id, secretOf(chat), {
          title: chat.title ?? `Chat ${chat.id}`,
          connections: 0,
          costs: [],
          alerts: [],
          createdAt: null,
        }),
    );
  }

  async create(): Promise<ManagedChat> {
    this.#record('create');
    this.#created += 1;
    const chat = { id: `fake${this.#created}` };
    this.#chats.set(chat.id, chat);
    return new ManagedChat(chat.id, secretOf(chat));
  }

  async delete(chatId: string, { force = false }: DeleteChatOptions = {}): Promise<void> {
    this.#record('delete', chatId, force);
    const call = 'chats/delete/';
    const chat = this.#chats.get(chatId);
    if (!chat) throw new VendorRefusedError('ChatBro', call, 0, 'There is no such chat.');
    if (chat.hasChildren && !force) throw new ChatHasChildrenError(call);
    this.#chats.delete(chatId);
  }

  #record(...call: FakeChatBroChatsCall): void {
    this.calls.push(call);
    if (this.failure) throw this.failure;
  }
}

function secretOf({ id, secretKey = `fake-secret-of-the-chat-${id}` }: FakeChat): string {
  return secretKey;
}
