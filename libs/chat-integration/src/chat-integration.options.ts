import type { InjectionToken, ModuleMetadata, OptionalFactoryDependency, Type } from '@nestjs/common';
import type { ChatEndpoints } from './chat-integration.endpoints.js';
import { InvalidOptionsError, type OptionProblem } from './chat-integration.errors.js';
import {
  chatBroOptionWarnings,
  readChatBroOptions,
  type ChatBroOptions,
  type ResolvedChatBroOptions,
} from './chatbro/chatbro.options.js';
import {
  imbaChatOptionWarnings,
  readImbaChatOptions,
  type ImbaChatOptions,
  type ResolvedImbaChatOptions,
} from './imbachat/imbachat.options.js';
import type { ChatNotificationHandler } from './imbachat/notifications/chat-notification-handler.js';
import type { UserNumbers } from './imbachat/protocol/user-numbers.js';
import { isTimeoutMs, type VendorClientOptions } from './http-client/vendor-client.js';
import { IsOptional, isIntegerBetween, Option, readOptions } from './options/options.js';
import { isPlainObject } from './text/describe.js';
import { isSiteUrl } from './users/complete-urls.js';
import type { ProviderLimits } from './users/provider-calls.js';
import type { UserProvider } from './users/user-provider.js';
import type { ResolveVisitor, VisitorResolver } from './visitor/visitor-resolver.js';
import { isChatWidget, type ChatWidget } from './widgets/chat-widget.js';
import type { OnWidgetError, PageLimits } from './widgets/chat-widgets.service.js';
import { EXPECTED_DISPLAY, isDisplayOption, type DisplayOption } from './widgets/display.js';
import { startText, startTextProblem } from './widgets/start-text.js';

/** The options that the factory of `forRootAsync` returns. At least one vendor or widget is required. */
export class ChatIntegrationModuleOptions {
  /** The options of ImbaChat. Without them, its endpoints respond with 404 and its services throw. */
  @IsOptional()
  @Option(
    { expected: 'an object of ImbaChat options', fix: 'leave it out if you do not use ImbaChat.' },
    isPlainObject,
  )
  imbachat?: ImbaChatOptions | undefined;

  /** The options of ChatBro. Without them, its services throw. */
  @IsOptional()
  @Option(
    { expected: 'an object of ChatBro options', fix: 'leave it out if you do not use ChatBro.' },
    isPlainObject,
  )
  chatbro?: ChatBroOptions | undefined;

  /**
   * Widgets of other vendors, in the order in which they are started.
   * @default []
   */
  @Option(
    {
      expected:
        'an array of widgets { name, csp, params, start }, with different names of letters and digits',
      fix:
        'list the results of functions such as crisp({ … }). These names are reserved: imbachat, chatbro, nonce, path, ' +
        'display, guests, only, except.',
    },
    (value) => Array.isArray(value) && value.every(isChatWidget) && haveOwnNames(value),
  )
  widgets?: readonly ChatWidget[] | undefined = [];

  /**
   * Which visitors see which widgets, on which pages: rules, a function or a boolean, for all widgets or by widget name.
   * For a widget that is not displayed, nothing is signed.
   * @example { guests: false, except: ['/login', '/checkout/*'] }
   * @example { chatbro: ({ visitor }) => visitor !== null && isSubscriber(visitor.id) }
   * @default true
   */
  @Option(
    {
      expected: EXPECTED_DISPLAY,
      fix: 'leave it out to display all widgets on every page.',
    },
    (value, { widgets }) => isDisplayOption(value, ['imbachat', 'chatbro', ...namesOf(widgets)]),
  )
  display?: DisplayOption | undefined = true;

  /**
   * What happens to a page when a widget fails: `'omit'` leaves the widget out and logs the error, `'throw'` throws it.
   * @default 'omit'
   */
  @Option(
    { expected: "'omit' or 'throw'", fix: "leave it out to use 'omit'." },
    (value) => value === 'omit' || value === 'throw',
  )
  onError?: OnWidgetError | undefined = 'omit';

  /**
   * The URL of the site, such as `https://example.com`, with which the picture and profile URLs of users are completed:
   * `/a.png` with its origin, `a.png` with its path, `//host/a.png` with `https:`. URLs with other schemes are left out.
   * @default URLs are sent as they are; a vendor that cannot use one leaves it out
   */
  @IsOptional()
  @Option(
    {
      expected: 'an absolute https: or http: URL without a user name, a query and a fragment',
      fix: "set the URL of your site such as 'https://example.com', or leave it out.",
    },
    isSiteUrl,
  )
  siteUrl?: string | undefined;

  /**
   * How long to wait for the `UserProvider`, in milliseconds: 1 to 60,000. After that, endpoints respond with 503.
   * @default 5_000
   */
  @Option(
    { expected: 'an integer number of milliseconds from 1 to 60000', fix: 'leave it out to use 5000.' },
    isIntegerBetween(1, 60_000),
  )
  userProviderTimeoutMs?: number | undefined = 5_000;

  /**
   * How long to wait for a vendor's server, in milliseconds: 1 to 600,000. Each call of {@link ChatBroChats} and
   * {@link ImbaChatMessages} can set another time.
   * @default 10_000
   */
  @Option(
    { expected: 'an integer number of milliseconds from 1 to 600000', fix: 'leave it out to use 10000.' },
    isTimeoutMs,
  )
  vendorTimeoutMs?: number | undefined = 10_000;

  /**
   * Sends the requests to the vendors' servers, for example through a proxy.
   * @default the global `fetch`
   */
  @IsOptional()
  @Option(
    { expected: 'a function like the global fetch', fix: 'leave it out to use the global fetch.' },
    (value) => typeof value === 'function',
  )
  fetch?: typeof globalThis.fetch | undefined;

  /**
   * The maximum number of calls of the `UserProvider`, `VisitorResolver` and `UserNumbers` in progress: 1 to 100,000. A
   * call is in progress until it settles, even after `userProviderTimeoutMs`. While there are as many, further calls are
   * refused, and endpoints respond with 503 at once, so that a database that hangs does not collect queries. The default
   * serves a burst on a usual pool of connections within a second; lower it if your queries are slow.
   * @default 1_000
   */
  @Option(
    { expected: 'an integer from 1 to 100000', fix: 'leave it out to use 1000.' },
    isIntegerBetween(1, 100_000),
  )
  userProviderConcurrency?: number | undefined = 1_000;

  /**
   * How long `ChatWidgetsService` may delay a page, in milliseconds: 1 to 60,000. Widgets that take longer are left out.
   * @default 2_000
   */
  @Option(
    { expected: 'an integer number of milliseconds from 1 to 60000', fix: 'leave it out to use 2000.' },
    isIntegerBetween(1, 60_000),
  )
  pageTimeoutMs?: number | undefined = 2_000;
}

/** The ways to supply an implementation that the module injects. */
export type ProviderOption<T> = (
  | Type<T>
  | { useClass: Type<T> }
  | { useExisting: InjectionToken<T> }
  | { useValue: T }
  | {
      // oxlint-disable-next-line typescript/no-explicit-any -- as Nest's own FactoryProvider
      useFactory: (...dependencies: any[]) => T | Promise<T>;
      inject?: (InjectionToken | OptionalFactoryDependency)[];
    }
) & {
  /** Modules that export what the implementation injects. */
  imports?: ModuleMetadata['imports'] | undefined;
};

/** The options that shape the module, at the top level of both `forRoot` and `forRootAsync`. */
export interface ChatIntegrationModuleExtras {
  /** Reads the site's users. */
  // oxlint-disable-next-line typescript/no-explicit-any -- any type of id
  userProvider: ProviderOption<UserProvider<any>>;
  /**
   * Resolves the visitor of a request: a function, or a {@link VisitorResolver}.
   * @example (request) => request.session.memberId
   * @default RequestUserVisitorResolver, which reads `id`, `userId` or `sub` of `request.user`
   */
  visitorResolver?: ResolveVisitor | ProviderOption<VisitorResolver> | undefined;
  /**
   * Maps the site's ids to ImbaChat's numbers, for ids that are not integers from 1 to 999,999,999, such as UUIDs.
   * @example typeOrmUserNumbers()
   * @default IdentityUserNumbers
   */
  userNumbers?: ProviderOption<UserNumbers> | undefined;
  /**
   * Handles the chat server's notifications for users who are away; requires `endpoints.notifications`.
   * @default none
   */
  notificationHandler?: ProviderOption<ChatNotificationHandler> | undefined;
  /** Modules that export what the classes above inject. */
  imports?: ModuleMetadata['imports'] | undefined;
  /**
   * Which endpoints are served, and where; `false` for none.
   * @default { imbachatApi: 'imbachat/api/v1', imbachatToken: 'imbachat/jwt', widgets: false }
   */
  endpoints?: ChatEndpoints | false | undefined;
  /**
   * Whether other modules can inject the services without importing this one.
   * @default false
   */
  isGlobal?: boolean | undefined;
}

/** The checked options, with defaults filled in. @internal */
export interface ResolvedChatIntegrationOptions {
  readonly imbachat: ResolvedImbaChatOptions | null;
  readonly chatbro: ResolvedChatBroOptions | null;
  readonly widgets: readonly ChatWidget[];
  readonly siteUrl: string | null;
  readonly providerLimits: ProviderLimits;
  readonly pageLimits: PageLimits;
  readonly vendorClient: VendorClientOptions;
  readonly display: DisplayOption;
}

/**
 * Checks the options and fills in the defaults.
 *
 * @param warn receives a message for each option that is valid but risky.
 * @throws {InvalidOptionsError} with every invalid option.
 * @internal
 */
export function resolveOptions(
  given: ChatIntegrationModuleOptions,
  warn: (message: string) => void,
): ResolvedChatIntegrationOptions {
  const problems: OptionProblem[] = [];
  const options = readOptions(ChatIntegrationModuleOptions, given, '', problems);
  const { siteUrl = null } = options;
  const {
    widgets,
    display,
    onError,
    userProviderTimeoutMs,
    userProviderConcurrency,
    pageTimeoutMs,
    vendorTimeoutMs,
    fetch,
  } = options as Required<typeof options>;
  const imbachat = isPlainObject(options.imbachat) ? readImbaChatOptions(options.imbachat, problems) : null;
  const chatbro = isPlainObject(options.chatbro) ? readChatBroOptions(options.chatbro, problems) : null;
  if (problems.length === 0) problems.push(...widgets!.flatMap(startProblems));
  if (problems.length === 0 && !imbachat && !chatbro && widgets?.length === 0) {
    const message = 'expected imbachat, chatbro or a widget but got none. Fix: configure at least one.';
    problems.push({ path: 'imbachat', message });
  }
  if (problems.length > 0) throw new InvalidOptionsError(problems);
  const warnings = [
    ...(imbachat ? imbaChatOptionWarnings(imbachat) : []),
    ...(chatbro ? chatBroOptionWarnings(chatbro) : []),
  ];
  for (const warning of warnings) warn(warning);
  const vendorClient = { timeoutMs: vendorTimeoutMs, fetch };
  return {
    imbachat,
    chatbro,
    widgets,
    siteUrl,
    providerLimits: { timeoutMs: userProviderTimeoutMs, concurrency: userProviderConcurrency },
    pageLimits: { timeoutMs: pageTimeoutMs, onError },
    vendorClient,
    display,
  } as ResolvedChatIntegrationOptions;
}

function startProblems({ name, start }: ChatWidget): OptionProblem[] {
  const problem = startTextProblem(startText(start));
  if (problem === null) return [];
  const message =
    `expected a function whose text works on its own in a page but got ${problem}. ` +
    'Fix: use nothing outside the function, or give its text, built separately.';
  return [{ path: `widgets.${name}.start`, message }];
}

/** Returns the names of widgets that may be invalid. */
function namesOf(widgets: unknown): string[] {
  return Array.isArray(widgets) ? widgets.filter(isChatWidget).map(({ name }) => name) : [];
}

function haveOwnNames(widgets: readonly ChatWidget[]): boolean {
  return new Set(['imbachat', 'chatbro', ...widgets.map(({ name }) => name)]).size === widgets.length + 2;
}
