import { Inject, Injectable } from '@nestjs/common';
import { withTimeout } from '../async/with-timeout.js';
import { ChatIntegrationError, InvalidOptionsError } from '../chat-integration.errors.js';
import { readProperty } from '../objects/read-property.js';
import { RateLimitedLogger } from '../telemetry/rate-limited-logger.js';
import { describeValue, errorLine } from '../text/describe.js';
import { VisitorService } from '../visitor/visitor.service.js';
import { CHAT_WIDGETS, type ChatWidget } from './chat-widget.js';
import { mergeSources, type CspSources } from './csp.js';
import {
  displayOf,
  EXPECTED_DISPLAY,
  isDisplayed,
  isDisplayOption,
  type Display,
  type DisplayOption,
} from './display.js';
import { assertNonce, inlineCall } from './inline-script.js';
import { pagePath, requestedPath } from './page-path.js';
import { startText } from './start-text.js';
import { isWithoutChat } from './without-chat.js';

/** What happens when a widget fails: `'omit'` leaves it out and logs the error, `'throw'` throws the error. */
export type OnWidgetError = 'omit' | 'throw';

/** Injection token of {@link PageLimits}. @internal */
export const PAGE_LIMITS = Symbol('PAGE_LIMITS');

/** What the chat may cost a page. */
export interface PageLimits {
  /** How long a page waits for its widgets, in milliseconds. */
  readonly timeoutMs: number;
  readonly onError: OnWidgetError;
}

/** Injection token of the {@link DisplayOption}. @internal */
export const DISPLAY = Symbol('DISPLAY');

/** How long the failure of a widget is not logged again, in milliseconds. */
const LOG_PERIOD_MS = 60_000;

/** How many characters of an error's name and message tell its kind. */
const KIND_LENGTH = 80;

/** A widget was not ready when the page had to be sent. */
export class PageTimeoutError extends ChatIntegrationError {
  readonly code = 'ERR_CHAT_PAGE_TIMEOUT';
  override readonly retryAfterSeconds = 5;

  /**
   * @param widget the name of the widget.
   * @param timeoutMs the deadline, in milliseconds.
   */
  constructor(widget: string, timeoutMs: number) {
    super(
      `Expected the widget ${widget} to be ready within ${timeoutMs} ms but it was not. Fix: find out what the ` +
        'VisitorResolver, the UserProvider or the widget waits for, or increase the option `pageTimeoutMs`.',
    );
  }
}

/**
 * What a page passes to {@link ChatWidgetsService}: its nonce, and options for each widget by the widget's name.
 *
 * A widget adds the type of its options here by declaration merging.
 */
export interface ChatPageOptions {
  /** The nonce of the response's Content-Security-Policy: base64, without quotes and without the prefix `nonce-`. */
  nonce?: string | undefined;
  /**
   * The path of the page, for display rules. A query and a trailing slash are ignored.
   * @default the path of the request
   */
  path?: string | undefined;
  /** Whether widgets are displayed on this page. Takes precedence over the option `display` and {@link WithoutChat}. */
  display?: DisplayOption | undefined;
  /** The options of the widget with this name. */
  [widget: string]: unknown;
}

/**
 * Provides the widgets for the visitor of a request. The results contain a token and a signature: send them with
 * `Cache-Control: private, no-store`, for example with {@link NoStoreInterceptor}.
 *
 * A widget that fails, or that is not ready after the option `pageTimeoutMs`, is left out and logged, so that a page never
 * fails because of its chat; see the option `onError`. If the visitor cannot be read, all widgets are left out, because a
 * member must not appear as a guest.
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
  private readonly logger = new RateLimitedLogger(ChatWidgetsService.name, LOG_PERIOD_MS);

  /** @internal Nest creates it. */
  constructor(
    @Inject(CHAT_WIDGETS) private readonly widgets: readonly ChatWidget[],
    @Inject(VisitorService) private readonly visitors: VisitorService,
    @Inject(PAGE_LIMITS) private readonly limits: PageLimits,
    @Inject(DISPLAY) private readonly display: DisplayOption,
  ) {}

  /**
   * Returns what a page needs to start the widgets that are displayed, by widget name, as JSON values.
   *
   * @param request the platform's own request.
   * @param page options for each widget.
   */
  async params(request: object, page: ChatPageOptions = {}): Promise<Record<string, object>> {
    const all = await this.map(request, page, ({ name }, params) => [name, jsonObject(params)] as const);
    return Object.fromEntries(all);
  }

  /**
   * Renders the HTML that starts the widgets that are displayed. Insert it, unescaped, at the end of the page's body.
   *
   * @param request the platform's own request.
   * @param page the nonce, and options for each widget.
   * @throws {InvalidNonceError} when the nonce is not base64: an error of the page's code, whatever `onError` says.
   */
  async render(request: object, page: ChatPageOptions = {}): Promise<string> {
    const nonce = readProperty(page, 'nonce') as string | undefined;
    assertNonce(nonce);
    const scripts = await this.map(request, page, (widget, params) =>
      inlineCall(startText(widget.start), params, nonce),
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

  /**
   * Maps the parameters of each widget that is displayed; widgets that fail or take too long are left out. All of them
   * wait at once.
   */
  private async map<T>(
    request: object,
    page: ChatPageOptions,
    make: (widget: ChatWidget, params: object) => T,
  ): Promise<T[]> {
    const made = await Promise.all(
      this.widgets.map(async (widget) => {
        const { timeoutMs, onError } = this.limits;
        try {
          return await withTimeout(
            async () => {
              const params = await this.paramsOf(widget, request, page);
              return params ? make(widget, params) : undefined;
            },
            timeoutMs,
            () => new PageTimeoutError(widget.name, timeoutMs),
          );
        } catch (error) {
          if (onError === 'throw') throw error;
          const problem = errorLine(error);
          const key = `${widget.name} ${problem.slice(0, KIND_LENGTH)}`;
          this.logger.error(key, `The widget ${widget.name} was left out of a page: ${problem}`);
          return undefined;
        }
      }),
    );
    return made.filter((one) => one !== undefined);
  }

  /** Returns the parameters of a widget; `null` if it is not displayed. */
  private async paramsOf(widget: ChatWidget, request: object, page: ChatPageOptions): Promise<object | null> {
    const { name } = widget;
    const display = this.displayOf(name, request, page);
    if (display === false) return null;
    const visitor = await this.visitors.findVisitor(request);
    const given = readProperty(page, 'path');
    const path = given === undefined ? requestedPath(request) : pagePath(given);
    if (!(await isDisplayed(display, { visitor, widget: name, path, request }))) return null;
    // A copy without a prototype: the widget reads what the page gave, once, and nothing from Object.prototype.
    const options = { __proto__: null, ...(readProperty(page, name) as object | undefined) };
    return widget.params({ visitor, request, page: options });
  }

  private displayOf(name: string, request: object, page: ChatPageOptions): Display {
    const ofPage = readProperty(page, 'display');
    if (ofPage !== undefined && !isDisplayOption(ofPage)) {
      const message = `expected ${EXPECTED_DISPLAY}, but got ${describeValue(ofPage)}. Fix: correct it, or leave it out.`;
      throw new InvalidOptionsError([{ path: 'display', message }], 'A page');
    }
    const given = displayOf(ofPage, name);
    if (given !== undefined) return given;
    return isWithoutChat(request) ? false : (displayOf(this.display, name) ?? true);
  }
}

/** Returns an object as the page receives it. @throws {TypeError} when it is not JSON. */
function jsonObject(params: object): object {
  return JSON.parse(JSON.stringify(params)) as object;
}
