import { Inject, Injectable } from '@nestjs/common';
import { VendorNotConfiguredError } from '../chat-integration.errors.js';
import { VisitorService } from '../visitor/visitor.service.js';
import type { ChatWidget } from '../widget/chat-widget.js';
import { IMBACHAT_OPTIONS, type ResolvedImbaChatOptions } from './imbachat.options.js';
import { TokenService } from './token.service.js';

/** What a page needs to boot the ImbaChat widget (`protocol/imbachat.md` section 3). */
export interface ImbaChatBoot {
  /** URL of the widget's script. */
  readonly scriptUrl: string;
  /** What `window.ImbaChat.load()` is called with; empty for a guest. */
  readonly options: ImbaChatWidgetOptions;
}

/** Options of `window.ImbaChat.load()`; a guest's hold no identity. */
export interface ImbaChatWidgetOptions {
  user_id?: number;
  /** The user's token; see {@link TokenService}. */
  token?: string;
}

/** The ImbaChat widget of the person who is looking (`protocol/imbachat.md` section 3). */
@Injectable()
export class ImbaChatWidgetService implements ChatWidget {
  readonly vendor = 'imbachat';

  constructor(
    @Inject(IMBACHAT_OPTIONS) private readonly options: ResolvedImbaChatOptions | null,
    @Inject(VisitorService) private readonly visitor: VisitorService,
    @Inject(TokenService) private readonly tokens: TokenService,
  ) {}

  get configured(): boolean {
    return this.options !== null;
  }

  /**
   * The boot parameters for the visitor of a request. Holds a token: answer it with
   * `Cache-Control: private, no-store`.
   *
   * @param request the platform's own request.
   * @throws {VendorNotConfiguredError} without the option `imbachat`.
   */
  async boot(request: object): Promise<ImbaChatBoot> {
    if (this.options === null) throw new VendorNotConfiguredError('imbachat');
    const user = await this.visitor.findUser(request);
    return {
      scriptUrl: `https://api.imbachat.com/imbachat/v1/${this.options.widgetId}/widget`,
      options: user ? { user_id: user.id, token: this.tokens.issue(user.id) } : {},
    };
  }
}
