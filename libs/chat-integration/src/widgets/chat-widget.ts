import type { ChatUser } from '../users/chat-user.js';
import type { UserId } from '../users/user-id.js';
import type { CspSources } from './csp.js';
import { DISPLAY_RULE_NAMES } from './display.js';

/** What a widget's parameters depend on. */
export interface WidgetContext<Page extends object = object> {
  /** The signed-in visitor as the `UserProvider` returns them; `null` for a guest. */
  readonly visitor: ChatUser<UserId> | null;
  /** The platform's own request: Express's or Fastify's. */
  readonly request: object;
  /** The options of this widget on this page; `{}` when the page has none. */
  readonly page: Page;
}

/**
 * The widget of a vendor. Create it with a function that takes the vendor's options, and add it to the option `widgets`
 * of `ChatIntegrationModule`; no other code is needed.
 *
 * @typeParam Params what the page needs to start the widget; JSON. With `| null`, `params()` can leave the widget out.
 * @typeParam Page the options that a page can give.
 * @example
 * ```ts
 * export function exampleChat({ siteId, secret }: ExampleChatOptions): ChatWidget<ExampleChatParams> {
 *   return {
 *     name: 'exampleChat',
 *     csp: { scriptSrc: ['https://widget.example'], connectSrc: ['https://widget.example'] },
 *     params: ({ visitor }) => ({ siteId, ...(visitor && { userId: visitor.id, hash: hmac(secret, visitor.id) }) }),
 *     start: startExampleChat,
 *   };
 * }
 * ```
 */
export interface ChatWidget<Params extends object | null = object | null, Page extends object = object> {
  /** The key of the widget in `GET …/widgets` and in a page's options: a letter, then letters and digits. */
  readonly name: string;
  /** What the page's Content-Security-Policy must allow, in addition to the nonce of the inline script. */
  readonly csp: CspSources;
  /**
   * Returns what the page needs to start the widget; `null` leaves the widget out. If it throws, the page is sent without
   * this widget and the error is logged.
   */
  params(context: WidgetContext<Page>): Params | Promise<Params>;
  /**
   * Starts the widget in rendered pages: a function, or the text of a function expression.
   *
   * Its text is put into the pages, so it must not use anything outside itself. Functions that show a compiler's helper,
   * bound functions and methods are refused at start-up. If your bundler changes functions, give the text: bundle the
   * function in its own build, or write it as text. Single-page apps pass the function to `loadChatWidgets`. It can
   * return an object that controls the widget: `reset()` ends the visitor's session in the page.
   */
  readonly start: StartWidget<NonNullable<Params>> | string;
}

/** A function that starts a widget; as a method, it can be part of a list of widgets with other parameters. */
type StartWidget<Params> = { start(params: Params): unknown }['start'];

/** Injection token of the {@link ChatWidget}s of a registration. @internal */
export const CHAT_WIDGETS = Symbol('CHAT_WIDGETS');

/** Names that widgets cannot have, because they are options of the page or display rules. */
const RESERVED_NAMES = ['nonce', 'path', 'display', ...DISPLAY_RULE_NAMES];

/** Returns whether a value is a usable {@link ChatWidget}. @internal */
export function isChatWidget(value: unknown): value is ChatWidget {
  if (typeof value !== 'object' || value === null) return false;
  const { name, csp, params, start } = value as Partial<ChatWidget>;
  return (
    typeof name === 'string' &&
    /^[a-z][a-z0-9]*$/i.test(name) &&
    !RESERVED_NAMES.includes(name) &&
    typeof csp === 'object' &&
    csp !== null &&
    typeof params === 'function' &&
    (typeof start === 'function' || typeof start === 'string')
  );
}
