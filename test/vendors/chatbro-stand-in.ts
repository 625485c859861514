import { randomUUID } from 'node:crypto';
import { StandIn, type Answer, type ReceivedRequest } from './stand-in.js';

interface Chat {
  id: string;
  guid: string;
  title: string;
  hasChildren: boolean;
}

/** The account that the stand-in knows. */
export const CHATBRO_ACCOUNT = { id: 'account-7', secret: 'the-secret-of-the-account', platform: 4242 };

/**
 * ChatBro's REST API as `protocol/chatbro.md` section 3 describes it. It is written from that page alone, and shares no
 * code with the client.
 */
export class ChatBroStandIn extends StandIn {
  readonly chats = new Map<string, Chat>();
  readonly accessTokens = new Set<string>();
  readonly refreshTokens = new Set<string>();
  /** The lifetime of access tokens, in seconds. */
  accessSeconds = 3_600;
  refreshSeconds = 86_400;

  addChat(hasChildren = false): Chat {
    const chat = { id: `c${this.chats.size}x`, guid: randomUUID(), title: 'A chat', hasChildren };
    this.chats.set(chat.id, chat);
    return chat;
  }

  /** Makes the service forget all access tokens, so that calls with them receive code 1003. */
  expireAccess(): void {
    this.accessTokens.clear();
  }

  protected override answer(request: ReceivedRequest): Answer {
    const { headers, path, method } = request;
    if (method !== 'POST') return error(405, 1, 'Method not allowed');
    const endpoint = /^\/api\/v1\/(.+\/)$/.exec(path)?.[1];
    const { id, secret, platform } = CHATBRO_ACCOUNT;
    const isAccount =
      headers['account-platform'] === String(platform) && headers['account-secret'] === secret;
    if (endpoint === 'tokens/authorization/') {
      if (headers['account-id'] !== id) return error(401, 1005, 'Account not found');
      if (!isAccount) return error(401, 1006, `Wrong secret ${String(headers['account-secret'])}`);
      return {
        body: {
          accessToken: issue(this.accessTokens, this.accessSeconds),
          refreshToken: issue(this.refreshTokens, this.refreshSeconds),
        },
      };
    }
    if (endpoint === 'tokens/refresh/') {
      if (!isAccount) return error(401, 1012, 'Wrong secret');
      if (!this.refreshTokens.has(String(headers['refresh-token'])))
        return error(401, 1004, 'Refresh token invalid');
      return { body: { accessToken: issue(this.accessTokens, this.accessSeconds) } };
    }
    const token = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? '';
    if (!this.accessTokens.has(token)) return error(401, 1003, `Access token ${token} invalid`);
    if (endpoint === 'tokens/delete/') {
      this.accessTokens.delete(token);
      this.refreshTokens.clear();
      return { body: { success: true } };
    }
    if (endpoint === 'chats/get-all/') {
      const chats = [...this.chats.values()].map(({ id: chatId, guid, title }) => ({
        id: chatId,
        title,
        guid,
        connections: 3,
        costs: [],
        alerts: null,
        createdAt: 1_700_000_000,
      }));
      return { body: { success: true, chats: JSON.stringify(chats) } };
    }
    if (endpoint === 'chats/create/') {
      const { id: chatId, guid } = this.addChat();
      return { body: { success: true, id: chatId, guid } };
    }
    if (endpoint === 'chats/delete/') {
      const { chatId, force } = JSON.parse(request.body.toString()) as { chatId: string; force: unknown };
      const chat = this.chats.get(chatId);
      if (!chat) return error(404, 1007, 'Chat not found');
      if (chat.hasChildren && force !== true) return error(409, 1011, 'The chat has children');
      this.chats.delete(chatId);
      return { body: { success: true } };
    }
    return error(404, 2, 'No such endpoint');
  }
}

/** An error as the vendor sends it. */
export function error(status: number, code: number, description: string): Answer {
  return { status, body: { success: false, status, error: 'error', code, description } };
}

function issue(tokens: Set<string>, seconds: number): { value: string; expiresIn: number } {
  const value = randomUUID();
  tokens.add(value);
  return { value, expiresIn: Math.floor(Date.now() / 1000) + seconds };
}
