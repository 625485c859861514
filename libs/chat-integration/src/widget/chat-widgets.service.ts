import { Inject, Injectable } from '@nestjs/common';
import { CHAT_WIDGETS, type ChatWidget, type RenderOptions } from './chat-widget.js';
import { mergeSources, type WidgetSources } from './content-security-policy.js';

/**
 * All configured widgets at once, for the person who is looking. What it gives holds a token and a signature:
 * answer it with `Cache-Control: private, no-store`, for example with {@link NoStoreInterceptor}.
 *
 * @example
 * ```ts
 * const nonce = randomBytes(16).toString('base64');
 * const html = `<!doctype html>…${await chatWidgets.render(request, { nonce })}</body>`;
 * ```
 */
@Injectable()
export class ChatWidgetsService {
  constructor(@Inject(CHAT_WIDGETS) private readonly widgets: readonly ChatWidget[]) {}

  /**
   * What a page needs to boot the widgets, by vendor, as data.
   *
   * @param request the platform's own request.
   */
  async boot(request: object): Promise<Record<string, object>> {
    const boots = this.configured.map(async (widget) => [widget.vendor, await widget.boot(request)] as const);
    return Object.fromEntries(await Promise.all(boots));
  }

  /**
   * The HTML that boots the widgets; put it, as it is, at the end of the page's body.
   *
   * @param request the platform's own request.
   * @throws {InvalidNonceError} when the nonce is not base64.
   */
  async render(request: object, options: RenderOptions = {}): Promise<string> {
    const html = await Promise.all(this.configured.map((widget) => widget.render(request, options)));
    return html.join('\n');
  }

  /**
   * The sources that the page's Content-Security-Policy must allow, by directive in helmet's spelling. Add
   * them to your own: where several policies stand, a browser obeys all.
   *
   * @param nonce the nonce that is given to {@link render} too.
   */
  contentSecurityPolicy(nonce: string): WidgetSources {
    return mergeSources(
      this.configured.map(({ sources }) => sources),
      nonce,
    );
  }

  private get configured(): readonly ChatWidget[] {
    return this.widgets.filter((widget) => widget.configured);
  }
}
