import { Inject, Injectable, Logger } from '@nestjs/common';
import { VisitorService } from '../visitor/visitor.service.js';
import { CHAT_WIDGETS, type ChatWidget } from './chat-widget.js';
import { mergeSources, type CspSources } from './csp.js';
import { assertNonce, inlineCall } from './inline-script.js';
import { startText } from './start-text.js';

/** What happens when a widget fails: `'omit'` leaves it out and logs the error, `'throw'` throws the error. */
export type OnWidgetError = 'omit' | 'throw';

/** Injection token of {@link OnWidgetError}. @internal */
export const ON_WIDGET_ERROR = Symbol('ON_WIDGET_ERROR');

/**
 * What a page passes to {@link ChatWidgetsService}: its nonce, and options for each widget by the widget's name.
 *
 * A widget adds the type of its options here by declaration merging.
 */
export interface ChatPageOptions {
  /** The nonce of the response's Content-Security-Policy: base64, without quotes and without the prefix `nonce-`. */
  nonce?: string | undefined;
  /** The options of the widget with this name. */
  [widget: string]: unknown;
}

/**
 * Provides the widgets for the visitor of a request. The results contain a token and a signature: send them with
 * `Cache-Control: private, no-store`, for example with {@link NoStoreInterceptor}.
 *
 * A widget that fails is left out and logged, so that a page never fails because of its chat; see the option `onError`.
 *
 * @example
 * ```ts
 * const nonce = randomBytes(16).toString('base64');
 * const widgets = await chatWidgets.render(request, { nonce, imbachat: { theme: 'dark' } });
 * const html = `<!doctype html>…${widgets}</body>`;
 * ```
 */
@Injectable()
export class ChatWidgetsService {
  private readonly logger = new Logger(ChatWidgetsService.name);

  /** @internal Nest creates it. */
  constructor(
    @Inject(CHAT_WIDGETS) private readonly widgets: readonly ChatWidget[],
    @Inject(VisitorService) private readonly visitors: VisitorService,
    @Inject(ON_WIDGET_ERROR) private readonly onError: OnWidgetError,
  ) {}

  /**
   * Returns what a page needs to start the widgets, by widget name.
   *
   * @param request the platform's own request.
   * @param page options for each widget.
   */
  async params(request: object, page: ChatPageOptions = {}): Promise<Record<string, object>> {
    const all = await this.map(request, page, (widget, params) => [widget.name, params] as const);
    return Object.fromEntries(all);
  }

  /**
   * Renders the HTML that starts the widgets. Insert it, unescaped, at the end of the page's body.
   *
   * @param request the platform's own request.
   * @param page the nonce, and options for each widget.
   * @throws {InvalidNonceError} when the nonce is not base64.
   */
  async render(request: object, page: ChatPageOptions = {}): Promise<string> {
    assertNonce(page.nonce);
    const scripts = await this.map(request, page, (widget, params) =>
      inlineCall(startText(widget.start), params, page.nonce),
    );
    return scripts.join('\n');
  }

  /**
   * Returns the sources that the page's Content-Security-Policy must allow, by directive in helmet's spelling. Add
   * them to your own policy: if a response has several policies, the browser enforces all of them.
   *
   * @param nonce the nonce that {@link render} is called with.
   * @throws {InvalidNonceError} when the nonce is not base64.
   */
  contentSecurityPolicy(nonce: string): CspSources {
    assertNonce(nonce);
    return mergeSources([{ scriptSrc: [`'nonce-${nonce}'`] }, ...this.widgets.map(({ csp }) => csp)]);
  }

  /** Maps the parameters of each widget; widgets that fail are left out. */
  private async map<T>(
    request: object,
    page: ChatPageOptions,
    make: (widget: ChatWidget, params: object) => T,
  ): Promise<T[]> {
    const made = await Promise.all(
      this.widgets.map(async (widget) => {
        try {
          const visitor = await this.visitors.findVisitor(request);
          const options = page[widget.name] ?? {};
          return make(widget, await widget.params({ visitor, request, page: options }));
        } catch (error) {
          if (this.onError === 'throw') throw error;
          this.logger.error(`The widget ${widget.name} was left out of a page: ${String(error)}`);
          return undefined;
        }
      }),
    );
    return made.filter((one) => one !== undefined);
  }
}
