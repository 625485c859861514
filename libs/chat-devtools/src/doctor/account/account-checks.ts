import { type ChatBroClient, isSigningSecret, MIN_SECRET_BYTES } from 'nestjs-chat-integration/internal';
import { ChatIntegrationError } from 'nestjs-chat-integration/protocol';
import { type Check, type CheckResult, failed, passed, skipped } from '../check.js';

/** A chat of the account's list. */
type ListedChat = Awaited<ReturnType<ChatBroClient['list']>>[number];

/** A ChatBro account, and the chat that the site uses. */
export interface AccountSubject {
  readonly client: Pick<ChatBroClient, 'list'>;
  /** The chat's id; `undefined` to check only the account. */
  readonly chatId: string | undefined;
  /** The secret with which the site signs identities; `undefined` if it is not given. */
  readonly secretKey: string | undefined;
  /** The account's chats, once the first check has read them. */
  chats?: readonly ListedChat[];
}

const SECTION = 'protocol/chatbro.md section 3';
const NO_CHAT = 'No chat was given with --chat-id.';

/** The checks of `doctor account`: what the API shows of an account and a chat. */
export const accountChecks: readonly Check<AccountSubject>[] = [
  {
    id: 'account',
    section: SECTION,
    title: 'ChatBro accepts the account and lists its chats',
    fix: "Compare the account's id, secret and platform number with those from ChatBro.",
    async run(subject) {
      try {
        subject.chats = await subject.client.list();
        return passed(`The account has ${subject.chats.length} chats.`);
      } catch (error) {
        if (!(error instanceof ChatIntegrationError)) throw error;
        return failed(error.message);
      }
    },
  },
  {
    id: 'chat',
    section: SECTION,
    title: 'The chat belongs to the account',
    fix: 'Set chatbro.chatId to the id of a chat of this account.',
    needs: 'account',
    run: ({ chatId, chats = [] }) => {
      if (chatId === undefined) return skipped(NO_CHAT);
      const ids = chats.map(({ id }) => id);
      if (ids.includes(chatId)) return passed();
      return failed(`The account has no chat with this id. It has ${ids.slice(0, 10).join(', ') || 'none'}.`);
    },
  },
  {
    id: 'chat-secret',
    section: SECTION,
    title: "The site's secret is the secret of the chat",
    fix: "Copy the secret from the chat's settings, under spoofing protection, into chatbro.secretKey.",
    needs: 'chat',
    run({ chatId, secretKey, chats = [] }): CheckResult {
      const chat = chats.find(({ id }) => id === chatId);
      if (!chat || secretKey === undefined) return skipped('No secret was given.');
      if (!isSigningSecret(secretKey)) return failed(`The secret has fewer than ${MIN_SECRET_BYTES} bytes.`);
      return secretKey === chat.secretKey ? passed() : failed('The chat has another secret.');
    },
  },
];
