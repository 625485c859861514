import { Inject, Injectable, Logger } from '@nestjs/common';
import { ChatIntegrationError, VendorNotConfiguredError } from '../chat-integration.errors.js';
import type { ChatUser } from '../users/chat-user.js';
import { VisitorService } from '../visitor/visitor.service.js';
import type { ChatWidget } from '../widget/chat-widget.js';
import { type ChatBroParams, ChatBroSignatureService } from './chatbro-signature.service.js';
import { CHATBRO_OPTIONS, type ResolvedChatBroOptions } from './chatbro.options.js';

/** What a page needs to boot the ChatBro widget (`protocol/chatbro.md` section 2). */
export interface ChatBroBoot {
  /** What the embed code's `ChatbroLoader` is called with. */
  readonly params: ChatBroWidgetParams;
}

/** Parameters of one chat. */
export interface ChatBroWidgetParams extends ChatBroParams {
  /** Which chat. */
  encodedChatId: string;
}

/** The ChatBro widget of the person who is looking (`protocol/chatbro.md` section 2). */
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

  /**
   * The boot parameters for the visitor of a request. Holds a signature: answer it with
   * `Cache-Control: private, no-store`. A user whose identity the strict policy refuses boots as a guest,
   * and the log says why.
   *
   * @param request the platform's own request.
   * @throws {VendorNotConfiguredError} without the option `chatbro`.
   */
  async boot(request: object): Promise<ChatBroBoot> {
    if (this.options === null) throw new VendorNotConfiguredError('chatbro');
    const user = await this.visitor.findUser(request);
    return { params: { encodedChatId: this.options.chatId, ...this.signUserOrGuest(user) } };
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
}
