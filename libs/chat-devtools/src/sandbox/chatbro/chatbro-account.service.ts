import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { RESOLVED_CHAT_SANDBOX_OPTIONS, type ResolvedChatSandboxOptions } from '../chat-sandbox.options.js';

/** A chat of the simulated account. */
export interface SandboxChat {
  readonly id: string;
  /** The secret that signs its identities. */
  readonly guid: string;
  readonly createdAt: number;
  hasChildren: boolean;
}

/** An error of the API: the vendor's code, and its text. */
export class ChatBroApiError extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

/** The lifetimes of tokens, in seconds. */
const ACCESS_SECONDS = 3_600;
const REFRESH_SECONDS = 86_400;

const MAX_TOKENS = 100;
const MAX_CHATS = 1_000;

type Headers = Readonly<Record<string, unknown>>;

/** The simulated ChatBro account: its tokens and its chats, in memory (`protocol/chatbro.md` section 3). */
@Injectable()
export class ChatBroAccountService {
  readonly #chats = new Map<string, SandboxChat>();
  readonly #tokens = { access: new Map<string, number>(), refresh: new Map<string, number>() };

  constructor(@Inject(RESOLVED_CHAT_SANDBOX_OPTIONS) private readonly options: ResolvedChatSandboxOptions) {}

  /** The chat with this id, which pages can show. */
  findChat(id: unknown): SandboxChat | undefined {
    return this.#chats.get(String(id));
  }

  /** Answers a call. @throws {ChatBroApiError} when the vendor would refuse it. */
  answer(call: string, headers: Headers, body: Readonly<Record<string, unknown>>): object {
    if (call === 'tokens/authorization/') return this.#authorize(headers);
    if (call === 'tokens/refresh/') {
      this.#assertAccount(headers, 1012);
      if (!this.#isValid('refresh', headers['refresh-token']))
        throw new ChatBroApiError(1004, 'Refresh token invalid');
      return { accessToken: this.#issue('access', ACCESS_SECONDS) };
    }
    const token = /^Bearer (.+)$/.exec(String(headers['authorization']))?.[1];
    if (!this.#isValid('access', token)) throw new ChatBroApiError(1003, 'Access token invalid');
    switch (call) {
      case 'tokens/delete/':
        this.#tokens.access.clear();
        this.#tokens.refresh.clear();
        return { success: true };
      case 'chats/get-all/':
        return { success: true, chats: JSON.stringify([...this.#chats.values()].map(listed)) };
      case 'chats/create/':
        return this.#create();
      case 'chats/delete/':
        return this.#delete(String(body['chatId']), body['force'] === true);
      default:
        throw new ChatBroApiError(404, 'No such call');
    }
  }

  #authorize(headers: Headers): object {
    const { account } = this.options.chatbro!;
    if (account && headers['account-id'] !== account.id) throw new ChatBroApiError(1005, 'No such account');
    this.#assertAccount(headers, 1006);
    return {
      accessToken: this.#issue('access', ACCESS_SECONDS),
      refreshToken: this.#issue('refresh', REFRESH_SECONDS),
    };
  }

  /** Without an account in the options, every account is accepted. */
  #assertAccount(headers: Headers, code: number): void {
    const { account } = this.options.chatbro!;
    if (!account) return;
    const isKnown =
      headers['account-secret'] === account.secret &&
      headers['account-platform'] === String(account.platform);
    if (!isKnown) throw new ChatBroApiError(code, 'Wrong secret or platform');
  }

  #create(): object {
    if (this.#chats.size >= MAX_CHATS) throw new ChatBroApiError(400, 'The sandbox has too many chats');
    const id = `sandbox${randomUUID().slice(0, 8)}`;
    const chat = { id, guid: randomUUID(), createdAt: now(), hasChildren: false };
    this.#chats.set(id, chat);
    return { success: true, id, guid: chat.guid };
  }

  #delete(id: string, force: boolean): object {
    const chat = this.#chats.get(id);
    if (!chat) throw new ChatBroApiError(404, 'No such chat');
    if (chat.hasChildren && !force) throw new ChatBroApiError(1011, 'The chat has children');
    this.#chats.delete(id);
    return { success: true };
  }

  #issue(kind: 'access' | 'refresh', seconds: number): object {
    const tokens = this.#tokens[kind];
    const [oldest] = tokens.keys();
    if (tokens.size >= MAX_TOKENS && oldest !== undefined) tokens.delete(oldest);
    const value = randomUUID();
    const expiresIn = now() + seconds;
    tokens.set(value, expiresIn);
    return { value, expiresIn };
  }

  #isValid(kind: 'access' | 'refresh', token: unknown): boolean {
    return (this.#tokens[kind].get(String(token)) ?? 0) > now();
  }
}

function listed({ id, guid, createdAt }: SandboxChat): object {
  return { id, title: `Sandbox chat ${id}`, guid, connections: 0, costs: [], alerts: [], createdAt };
}

function now(): number {
  return Math.floor(Date.now() / 1_000);
}
