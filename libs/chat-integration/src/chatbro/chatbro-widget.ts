import type { ChatBroChat, ChatBroChatParams, ChatBroWidgetParams } from 'nestjs-chat-browser/chatbro';
import { startChatBro } from 'nestjs-chat-browser/inline';
import { ChatIntegrationError } from '../chat-integration.errors.js';
import { RateLimitedLogger } from '../telemetry/rate-limited-logger.js';
import type { ChatUser } from '../users/chat-user.js';
import type { UserId } from '../users/user-id.js';
import type { ChatWidget } from '../widgets/chat-widget.js';
import { sourceOf } from '../widgets/csp.js';
import type { ChatBroSignatureService } from './chatbro-signature.service.js';
import { ChatSecrets } from './chats/chat-secrets.js';
import type { ResolvedChatBroOptions } from './chatbro.options.js';
import { TEXT_FIELDS } from './protocol/identity.js';
import type { ChatBroParams } from './protocol/identity-signer.js';

/** The options of ChatBro on a page. */
export interface ChatBroPageOptions {
  /**
   * One chat or several. Their parameters override the option `chatbro.widget`, but never the signed identity.
   * @default the chat of the module's options, as a popup
   */
  chats?: ChatBroChat | readonly ChatBroChat[] | undefined;
}

declare module '../widgets/chat-widgets.service.js' {
  interface ChatPageOptions {
    /** The options of ChatBro on this page. */
    chatbro?: ChatBroPageOptions | undefined;
  }
}

/**
 * Creates the ChatBro widget (`protocol/chatbro.md` section 2). If the strict policy refuses a user's identity, the
 * user is a guest in the chat, and the reason is logged once per hour and user. A chat whose secret is unknown is left
 * out.
 * @internal
 */
export function chatBroWidget(
  options: ResolvedChatBroOptions,
  signatures: ChatBroSignatureService,
): ChatWidget<ChatBroWidgetParams, ChatBroPageOptions> {
  const { baseUrl, chatId, widget } = options;
  const logger = new RateLimitedLogger('ChatBroWidget');
  const secrets = new ChatSecrets(options);

  function signUserOrGuest(user: ChatUser<UserId> | null, secretKey: string | undefined): ChatBroParams {
    try {
      return signatures.signUser(user, { secretKey });
    } catch (error) {
      if (!user || !(error instanceof ChatIntegrationError)) throw error;
      logger.warn(String(user.id), `User ${user.id} is a guest in ChatBro. ${error.message}`);
      return signatures.signUser(null, { secretKey });
    }
  }

  async function paramsOf(chat: ChatBroChat, visitor: ChatUser<UserId> | null): Promise<ChatBroChatParams> {
    const named = { ...whichChat(chat, chatId), ...withoutIdentity({ ...widget, ...chat }) };
    return { ...named, ...signUserOrGuest(visitor, await secrets.secretOf(named)) };
  }

  async function paramsOfAll(chats: readonly ChatBroChat[], visitor: ChatUser<UserId> | null) {
    const settled = await Promise.allSettled(chats.map((chat) => paramsOf(chat, visitor)));
    const failures = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
    if (failures.length > 0 && failures.length === chats.length) throw failures[0];
    for (const failure of failures)
      logger.warn(String(failure), `A chat was left out of a page. ${String(failure)}`);
    return settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  }

  return {
    name: 'chatbro',
    // The embed code requests a script from the vendor's host and runs it with eval.
    csp: { scriptSrc: ["'unsafe-eval'"], connectSrc: [sourceOf(baseUrl)] },
    async params({ visitor, page: { chats = {} } }) {
      return {
        scriptUrl: `${baseUrl}/embed.js`,
        params: isOne(chats) ? await paramsOf(chats, visitor) : await paramsOfAll(chats, visitor),
      };
    },
    start: startChatBro,
  };
}

function isOne(chats: ChatBroChat | readonly ChatBroChat[]): chats is ChatBroChat {
  return !Array.isArray(chats);
}

/** Returns the parameters that identify the chat of the options, or a child of it, unless the page names a chat. */
function whichChat(chat: ChatBroChat, chatId: string): ChatBroChat {
  const { encodedChatId, chatAlias, chatPath, parentEncodedChatId, chatTitle } = chat;
  if ([encodedChatId, chatAlias, chatPath, parentEncodedChatId].some((named) => named !== undefined))
    return {};
  return chatTitle === undefined ? { encodedChatId: chatId } : { parentEncodedChatId: chatId };
}

const SIGNED: readonly string[] = [...TEXT_FIELDS, 'permissions', 'siteDomain', 'signature'];

/** Removes the parameters that only the signature may set. */
function withoutIdentity(chat: ChatBroChat): ChatBroChat {
  return Object.fromEntries(Object.entries(chat).filter(([parameter]) => !SIGNED.includes(parameter)));
}
