import { randomUUID } from 'node:crypto';
import { Inject, Injectable, Logger } from '@nestjs/common';
import {
  startChatBro,
  type ChatBroBoot,
  type ChatBroChat,
  type ChatBroWidgetParams,
} from '../browser/chatbro.js';
import { ChatIntegrationError, VendorNotConfiguredError } from '../chat-integration.errors.js';
import type { ChatUser } from '../users/chat-user.js';
import { VisitorService } from '../visitor/visitor.service.js';
import type { ChatWidget, RenderOptions } from '../widget/chat-widget.js';
import { sourceOf, type WidgetSources } from '../widget/content-security-policy.js';
import { inlineCall } from '../widget/inline-script.js';
import { type ChatBroParams, ChatBroSignatureService } from './chatbro-signature.service.js';
import { TEXT_FIELDS } from './identity.js';
import { CHATBRO_OPTIONS, type ResolvedChatBroOptions } from './chatbro.options.js';

/** Chats to put into a page. */
export interface ChatBroRenderOptions extends RenderOptions {
  /**
   * One chat or several.
   *
   * @default the chat of the module's options, as a popup
   */
  chats?: ChatBroChat | readonly ChatBroChat[];
}

/**
 * The ChatBro widget of the person who is looking (`protocol/chatbro.md` section 2). What it gives holds a
 * signature: answer it with `Cache-Control: private, no-store`. A user whose identity the strict policy refuses
 * boots as a guest, and the log says why.
 */
@Injectable()
export class ChatBroWidgetService implements ChatWidget {
  readonly vendor = 'chatbro';
  private readonly logger = new Logger(ChatBroWidgetService.name);

  constructor(
    @Inject(CHATBRO_OPTIONS) private readonly options: ResolvedChatBroOptions | null,
    @Inject(VisitorService) private readonly visitor: VisitorService,
    @Inject(ChatBroSignatureService) private readonly signatures: ChatBroSignatureService,
  ) {}

  get configured(): boolean {
    return this.options !== null;
  }

  /** The embed code runs with eval what it asks the vendor's host for. */
  get sources(): WidgetSources {
    return { scriptSrc: ["'unsafe-eval'"], connectSrc: [sourceOf(this.required().baseUrl)] };
  }

  /**
   * The boot parameters for the visitor of a request.
   *
   * @param request the platform's own request.
   * @param chats which chats, and how they look; over the option `chatbro.widget`. None of their parameters
   * replaces the signed identity.
   * @throws {VendorNotConfiguredError} without the option `chatbro`.
   */
  async boot(request: object, chats: ChatBroChat | readonly ChatBroChat[] = {}): Promise<ChatBroBoot> {
    const { baseUrl, chatId, widget } = this.required();
    const identity = this.signUserOrGuest(await this.visitor.findUser(request));
    const paramsOf = (chat: ChatBroChat): ChatBroWidgetParams => ({
      ...whichChat(chat, chatId),
      ...withoutIdentity({ ...widget, ...chat }),
      ...identity,
    });
    return { scriptUrl: `${baseUrl}/embed.js`, params: isOne(chats) ? paramsOf(chats) : chats.map(paramsOf) };
  }

  /**
   * The HTML that boots the chats: the documented embed code. A static chat without `containerDivId` gets a div
   * of its own, right where the HTML is put.
   *
   * @param request the platform's own request.
   * @param options the nonce, and the chats.
   * @throws {InvalidNonceError} when the nonce is not base64.
   * @throws {VendorNotConfiguredError} without the option `chatbro`.
   */
  async render(request: object, { nonce, chats = {} }: ChatBroRenderOptions = {}): Promise<string> {
    const { divs, placed } = withDivs([chats].flat(), this.required().widget.isStatic ?? false);
    const boot = await this.boot(request, placed.length === 1 ? placed[0] : placed);
    return divs + inlineCall(startChatBro, boot, nonce, 'id="chatBroEmbedCode"');
  }

  private signUserOrGuest(user: ChatUser | null): ChatBroParams {
    try {
      return this.signatures.signUser(user);
    } catch (error) {
      if (!user || !(error instanceof ChatIntegrationError)) throw error;
      this.logger.warn(`User ${user.id} boots ChatBro as a guest. ${error.message}`);
      return this.signatures.signUser(null);
    }
  }

  private required(): ResolvedChatBroOptions {
    if (this.options === null) throw new VendorNotConfiguredError('chatbro');
    return this.options;
  }
}

function isOne(chats: ChatBroChat | readonly ChatBroChat[]): chats is ChatBroChat {
  return !Array.isArray(chats);
}

/** The chat of the options, or a child of it, unless the page names one. */
function whichChat(chat: ChatBroChat, chatId: string): ChatBroChat {
  const { encodedChatId, chatAlias, chatPath, parentEncodedChatId, chatTitle } = chat;
  if ([encodedChatId, chatAlias, chatPath, parentEncodedChatId].some((named) => named !== undefined))
    return {};
  return chatTitle === undefined ? { encodedChatId: chatId } : { parentEncodedChatId: chatId };
}

/** What a page may set; who is looking is for the signature alone to say. */
function withoutIdentity(chat: ChatBroChat): ChatBroChat {
  const signed: readonly string[] = [...TEXT_FIELDS, 'permissions', 'siteDomain', 'signature'];
  return Object.fromEntries(Object.entries(chat).filter(([parameter]) => !signed.includes(parameter)));
}

/** Gives each static chat that has no place in the page a div. */
function withDivs(chats: readonly ChatBroChat[], isStatic: boolean): { divs: string; placed: ChatBroChat[] } {
  let divs = '';
  const placed = chats.map((chat): ChatBroChat => {
    if (!(chat.isStatic ?? isStatic) || chat.containerDivId !== undefined) return chat;
    const containerDivId = `chatbro-${randomUUID()}`;
    divs += `<div id="${containerDivId}"></div>\n`;
    return { ...chat, containerDivId };
  });
  return { divs, placed };
}
