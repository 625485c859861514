import { randomBytes } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import {
  ChatBroWidgetService,
  ChatWidgetsService,
  ImbaChatWidgetService,
  type ChatBroChat,
} from 'nestjs-chat-integration';
import type { CspSources } from './content-security-policy.js';

/** The widgets of one answer. */
export interface RenderedWidgets {
  /** Stands at the end of the body. */
  readonly html: string;
  /** What the policy of the page must allow for it. */
  readonly sources: CspSources;
}

/** Renders the chat widgets of a page's visitor, with a nonce that is used once. */
@Injectable()
export class PageWidgets {
  private readonly logger = new Logger(PageWidgets.name);

  constructor(
    private readonly widgets: ChatWidgetsService,
    private readonly imbachat: ImbaChatWidgetService,
    private readonly chatbro: ChatBroWidgetService,
  ) {}

  /**
   * The widgets; none where they fail, since a page is worth more than its chats.
   *
   * @param chat the ChatBro chat of the page; left out: the site's chat as a popup.
   */
  async render(request: object, chat?: ChatBroChat): Promise<RenderedWidgets> {
    const nonce = randomBytes(16).toString('base64');
    try {
      const html = chat
        ? await this.renderWith(chat, request, nonce)
        : await this.widgets.render(request, { nonce });
      const { scriptSrc, connectSrc } = this.widgets.contentSecurityPolicy(nonce);
      return { html, sources: { 'script-src': scriptSrc, 'connect-src': connectSrc } };
    } catch (error) {
      this.logger.error('A page is answered without its chat widgets.', error);
      return { html: '', sources: {} };
    }
  }

  private async renderWith(chats: ChatBroChat, request: object, nonce: string): Promise<string> {
    const html = await Promise.all([
      this.imbachat.render(request, { nonce }),
      this.chatbro.render(request, { nonce, chats }),
    ]);
    return html.join('\n');
  }
}
