import { Inject, Injectable } from '@nestjs/common';
import { startExampleChat, type ExampleChatBoot } from '../browser/examplechat.js';
import { VendorNotConfiguredError } from '../chat-integration.errors.js';
import { VisitorService } from '../visitor/visitor.service.js';
import type { ChatWidget, RenderOptions } from '../widget/chat-widget.js';
import { sourceOf, type WidgetSources } from '../widget/content-security-policy.js';
import { attributeText, inlineCall, nonceAttribute } from '../widget/inline-script.js';
import { EXAMPLECHAT_OPTIONS, type ResolvedExampleChatOptions } from './examplechat.options.js';
import { signatureOf } from './signature.js';

/**
 * The ExampleChat widget of the person who is looking. What it gives holds a signature: answer it with
 * `Cache-Control: private, no-store`.
 */
@Injectable()
export class ExampleChatWidgetService implements ChatWidget {
  readonly vendor = 'examplechat';

  constructor(
    @Inject(EXAMPLECHAT_OPTIONS) private readonly options: ResolvedExampleChatOptions | null,
    @Inject(VisitorService) private readonly visitor: VisitorService,
  ) {}

  get configured(): boolean {
    return this.options !== null;
  }

  get sources(): WidgetSources {
    const source = sourceOf(this.required().baseUrl);
    return { scriptSrc: [source], connectSrc: [source] };
  }

  /**
   * The boot parameters for the visitor of a request.
   *
   * @param request the platform's own request.
   * @throws {VendorNotConfiguredError} without the option `examplechat`.
   */
  async boot(request: object): Promise<ExampleChatBoot> {
    const { baseUrl, siteId, secretKey } = this.required();
    const found = await this.visitor.findUser(request);
    const user = found && { id: String(found.id), name: found.name };
    return {
      scriptUrl: `${baseUrl}/widget.js`,
      options: { siteId, ...(user && { user, signature: signatureOf(user, secretKey.reveal()) }) },
    };
  }

  /**
   * The HTML that boots the widget.
   *
   * @param request the platform's own request.
   * @throws {InvalidNonceError} when the nonce is not base64.
   * @throws {VendorNotConfiguredError} without the option `examplechat`.
   */
  async render(request: object, { nonce }: RenderOptions = {}): Promise<string> {
    const { scriptUrl, options } = await this.boot(request);
    const script = `<script src="${attributeText(scriptUrl)}"${nonceAttribute(nonce)}></script>`;
    return `${script}\n${inlineCall(startExampleChat, options, nonce)}`;
  }

  private required(): ResolvedExampleChatOptions {
    if (this.options === null) throw new VendorNotConfiguredError('examplechat');
    return this.options;
  }
}
