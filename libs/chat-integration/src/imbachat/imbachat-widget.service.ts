import { Inject, Injectable } from '@nestjs/common';
import { startImbaChat, type ImbaChatBoot, type ImbaChatLook } from '../browser/imbachat.js';
import { VendorNotConfiguredError } from '../chat-integration.errors.js';
import { VisitorService } from '../visitor/visitor.service.js';
import type { ChatWidget, RenderOptions } from '../widget/chat-widget.js';
import { sourceOf, type WidgetSources } from '../widget/content-security-policy.js';
import { attributeText, inlineCall, nonceAttribute } from '../widget/inline-script.js';
import { IMBACHAT_OPTIONS, type ResolvedImbaChatOptions } from './imbachat.options.js';
import { TokenService } from './token.service.js';

/**
 * The ImbaChat widget of the person who is looking (`protocol/imbachat.md` section 3). What it gives holds a
 * token: answer it with `Cache-Control: private, no-store`.
 */
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

  /** The vendor's host for scripts and calls. The vendor publishes no list: further ones are its widget's own. */
  get sources(): WidgetSources {
    const source = sourceOf(this.required().baseUrl);
    return { scriptSrc: [source], connectSrc: [source] };
  }

  /**
   * The boot parameters for the visitor of a request.
   *
   * @param request the platform's own request.
   * @param look how the widget looks; over the option `imbachat.widget`.
   * @throws {VendorNotConfiguredError} without the option `imbachat`.
   */
  async boot(request: object, look: ImbaChatLook = {}): Promise<ImbaChatBoot> {
    const { baseUrl, widgetId, widget } = this.required();
    const user = await this.visitor.findUser(request);
    return {
      scriptUrl: `${baseUrl}/imbachat/v1/${widgetId}/widget`,
      options: {
        ...withoutNull({ ...widget, ...look }),
        ...(user && { user_id: user.id, token: this.tokens.issue(user.id) }),
      },
    };
  }

  /**
   * The HTML that boots the widget: the vendor's script and the documented loader. Beside it, elements with
   * `data-chat-with="42"` open the dialog with member 42, and `window.chatIntegration.openDialog(42)` does too;
   * both wait until the widget has loaded.
   *
   * @param request the platform's own request.
   * @param options the nonce, and how the widget looks.
   * @throws {InvalidNonceError} when the nonce is not base64.
   * @throws {VendorNotConfiguredError} without the option `imbachat`.
   */
  async render(request: object, { nonce, ...look }: RenderOptions & ImbaChatLook = {}): Promise<string> {
    const { scriptUrl, options } = await this.boot(request, look);
    const script = `<script async src="${attributeText(scriptUrl)}"${nonceAttribute(nonce)}></script>`;
    return `${script}\n${inlineCall(startImbaChat, options, nonce)}`;
  }

  private required(): ResolvedImbaChatOptions {
    if (this.options === null) throw new VendorNotConfiguredError('imbachat');
    return this.options;
  }
}

/** What is set: the widget is never sent `null` (`protocol/imbachat.md` section 3). */
function withoutNull(look: ImbaChatLook): ImbaChatLook {
  return Object.fromEntries(
    Object.entries(look).filter(([, value]) => value !== null && value !== undefined),
  );
}
