/// <reference lib="dom" />
import { type ChatBroWidgetParams, startChatBro } from './chatbro.js';
import { type ChatPage, offerChatPage, showDialogs } from './chat-page.js';
import { ChatWidgetError } from './chat-widget.error.js';
import { type ImbaChatWidgetParams, startImbaChat } from './imbachat.js';
import { forget, isStarted, reportError, startOnce, WAIT_MS, withDeadline } from './page.js';

export type {
  ChatBroChat,
  ChatBroChatParams,
  ChatBroHandle,
  ChatBroLook,
  ChatBroWidgetParams,
} from './chatbro.js';
export { ChatWidgetError, type ChatWidgetErrorCode } from './chat-widget.error.js';
export type { ImbaChatHandle, ImbaChatLoadOptions, ImbaChatLook, ImbaChatWidgetParams } from './imbachat.js';
export type { ChatPage, ChatRoom } from './chat-page.js';
export type { ChatErrorDetail } from './page.js';

/** What a start function can return, or resolve to, to control its widget. */
export interface WidgetHandle<Params = object> {
  /** Settles when the widget has loaded. */
  readonly ready?: Promise<unknown>;
  /** Ends the visitor's session in the page, so that the widget can be started for another visitor. */
  reset?(): unknown;
  /** Replaces what has expired with the parameters of the same visitor, requested anew. */
  refresh?(params: Params): unknown;
}

/**
 * A function that starts a widget in the page.
 *
 * @param params what the site's widgets endpoint sends under the widget's name.
 * @returns anything, a {@link WidgetHandle}, or a promise of one.
 */
export type StartWidget<Params> = (params: Params) => unknown;

/** The parameters of all widgets by widget name, as the site's widgets endpoint sends them. */
export interface ChatWidgetsParams {
  /** The parameters of ImbaChat. */
  readonly imbachat?: ImbaChatWidgetParams;
  /** The parameters of ChatBro. */
  readonly chatbro?: ChatBroWidgetParams;
  /** The parameters of any other widget. */
  readonly [name: string]: object | undefined;
}

/** How {@link startChatWidgets} starts the widgets. */
export interface StartChatWidgetsOptions {
  /**
   * The start functions of your own widgets, by widget name. They take precedence over the built-in `imbachat`
   * and `chatbro`.
   */
  widgets?: Readonly<Record<string, StartWidget<never>>>;
  /** Called when ImbaChat has started. */
  onInitSuccess?: () => void;
  /**
   * Called for each widget that could not be started or loaded. The other widgets start regardless.
   * @default logs the error with `console.error`
   */
  onError?: (error: unknown, name: string) => void;
}

/** How the site's endpoints are requested. */
export interface SiteRequestOptions {
  /**
   * Where the site's endpoints are: the URL of its API, or the global prefix, such as `'/api'`.
   * @default ''
   */
  baseUrl?: string | URL;
  /**
   * Headers of each request, or a function that returns them, called for each request.
   * @example async () => ({ authorization: `Bearer ${await session.accessToken()}` })
   */
  headers?: HeadersInit | (() => HeadersInit | Promise<HeadersInit>);
  /**
   * `'include'` sends cookies to another origin.
   * @default 'same-origin'
   */
  credentials?: RequestCredentials;
  /** @default the browser's `fetch` */
  fetch?: typeof fetch;
}

/** How {@link loadChatWidgets} finds and starts the widgets. */
export interface LoadChatWidgetsOptions extends StartChatWidgetsOptions, SiteRequestOptions {
  /**
   * URL of the site's widgets endpoint, if it has another path; `baseUrl` is then ignored.
   * @default '/chat/widgets' below `baseUrl`
   */
  url?: string | URL;
  /**
   * The path of the page, by which the site decides which widgets it displays.
   * @default location.pathname
   */
  path?: string;
}

/** How {@link fetchImbaChatToken} requests the token. */
export interface FetchImbaChatTokenOptions extends SiteRequestOptions {
  /**
   * URL of the site's token endpoint, if it has another path; `baseUrl` is then ignored.
   * @default '/imbachat/jwt' below `baseUrl`
   */
  url?: string | URL;
}

/** What the page can do with the started widgets. */
export interface StartedChatWidgets extends ChatPage {
  /**
   * Ends the visitor's session in all started widgets. After that, the widgets can be started for another visitor.
   *
   * @throws {ChatWidgetError} with the code `ERR_CHAT_RESET_UNSUPPORTED` when a widget has no way to do so, as ImbaChat
   * and ChatBro; reload the page then.
   */
  reset(): Promise<void>;
  /**
   * Replaces what has expired in the started widgets, for the same visitor.
   *
   * @param params the parameters of all widgets, requested anew.
   * @throws {ChatWidgetError} with the code `ERR_CHAT_REFRESH_UNSUPPORTED` when a widget has no way to do so, as
   * ImbaChat for a signed-in user; reload the page then.
   */
  refresh(params: ChatWidgetsParams): Promise<void>;
}

/** What the page can do with the loaded widgets. */
export interface LoadedChatWidgets extends Omit<StartedChatWidgets, 'refresh'> {
  /**
   * Requests the parameters of the visitor's widgets anew, and replaces what has expired in the started widgets.
   *
   * @throws {ChatWidgetError} with the code `ERR_CHAT_REFRESH_UNSUPPORTED` when a widget has no way to do so, as
   * ImbaChat for a signed-in user; reload the page then.
   */
  refresh(): Promise<void>;
}

/**
 * Requests the parameters of the visitor's widgets from the site and starts the widgets.
 *
 * Call it again to try again after a failure: widgets that are already in the page for the same visitor are not started
 * again. After a login or a logout, call `reset()` first, or reload the page.
 *
 * @throws {ChatWidgetError} when the widgets endpoint cannot be reached or does not respond with JSON.
 * @example
 * ```ts
 * const { openDialog } = await loadChatWidgets();
 * button.onclick = () => openDialog(42);
 * ```
 */
export async function loadChatWidgets(options: LoadChatWidgetsOptions = {}): Promise<LoadedChatWidgets> {
  try {
    const widgets = await startChatWidgets(await requestParams(options), options);
    return { ...widgets, refresh: async () => widgets.refresh(await requestParams(options)) };
  } catch (error) {
    offerUnavailableChat(error);
    reportError(null, error);
    throw error;
  }
}

/**
 * Starts the widgets with parameters that the page already has.
 *
 * The promise resolves when the start functions have been called; it does not wait for the vendors' scripts.
 *
 * @example
 * ```ts
 * const { openDialog } = await startChatWidgets(window.chatWidgetsParams);
 * ```
 */
export async function startChatWidgets(
  params: ChatWidgetsParams,
  { widgets = {}, onInitSuccess, onError = logError }: StartChatWidgetsOptions = {},
): Promise<StartedChatWidgets> {
  const { imbachat } = params;
  const allParams: ChatWidgetsParams =
    imbachat && onInitSuccess
      ? { ...params, imbachat: { ...imbachat, options: { ...imbachat.options, onInitSuccess } } }
      : params;

  const started = new Map<string, Promise<WidgetHandle | undefined>>();
  let dialogs: ChatPage | undefined;
  for (const [name, widgetParams] of Object.entries(allParams)) {
    if (!widgetParams) continue;
    try {
      const { handle, ready } = start(name, widgetParams, widgets);
      started.set(name, Promise.resolve(handle as WidgetHandle | undefined));
      if (name === 'imbachat') dialogs = handle as ChatPage | undefined;
      ready.catch((error: unknown) => {
        started.delete(name);
        onError(error, name);
      });
    } catch (error) {
      reportError(name, error);
      onError(error, name);
    }
  }
  if (typeof dialogs?.openDialog !== 'function') dialogs = offerUnavailableChat();

  return {
    ...dialogs,
    reset: () =>
      callEach('ERR_CHAT_RESET_UNSUPPORTED', started, async (name, handle) => {
        if (typeof handle.reset !== 'function') return false;
        await handle.reset();
        started.delete(name);
        forget(name);
        forget(ownName(name));
        return true;
      }),
    refresh: (next) =>
      callEach('ERR_CHAT_REFRESH_UNSUPPORTED', started, async (name, handle) => {
        if (typeof handle.refresh !== 'function') return false;
        await handle.refresh(next[name] ?? {});
        return true;
      }),
  };
}

/** Calls a function for each widget; fails with the names of the widgets for which it returns `false` or throws. */
async function callEach(
  code: 'ERR_CHAT_RESET_UNSUPPORTED' | 'ERR_CHAT_REFRESH_UNSUPPORTED',
  started: ReadonlyMap<string, Promise<WidgetHandle | undefined>>,
  call: (name: string, handle: WidgetHandle) => Promise<boolean>,
): Promise<void> {
  const failed: string[] = [];
  let cause: unknown;
  for (const [name, handle] of started) {
    try {
      if (!(await call(name, (await withDeadline(handle, `the start of ${name}`)) ?? {}))) failed.push(name);
    } catch (error) {
      failed.push(name);
      cause = error;
    }
  }
  if (failed.length === 0) return;
  throw new ChatWidgetError(
    code,
    `Expected widgets that can do this but ${failed.join(' and ')} cannot. Fix: reload the page.`,
    { cause },
  );
}

/**
 * Requests a fresh ImbaChat token for the visitor.
 *
 * @returns the token, or `null` for a guest.
 * @throws {ChatWidgetError} when the token endpoint cannot be reached or responds with an error other than 401.
 */
export async function fetchImbaChatToken(options: FetchImbaChatTokenOptions = {}): Promise<string | null> {
  const response = await request('/imbachat/jwt', options);
  if (response.status === 401) return null;
  if (response.ok) return response.text();
  throw new ChatWidgetError(
    'ERR_CHAT_SITE_RESPONSE',
    `Expected a token from ${response.url} but got status ${response.status}.`,
  );
}

interface StartedWidget {
  readonly handle: unknown;
  readonly ready: Promise<unknown>;
}

/** Starts a widget, or returns the one that was already started. */
function start(
  name: string,
  params: object,
  widgets: Readonly<Record<string, StartWidget<never>>>,
): StartedWidget {
  if (Object.hasOwn(widgets, name)) return startOwn(name, params, widgets[name] as StartWidget<object>);
  if (name === 'imbachat') return withReady(startImbaChat(params as ImbaChatWidgetParams));
  if (name === 'chatbro') return withReady(startChatBro(params as ChatBroWidgetParams));
  throw new ChatWidgetError(
    'ERR_CHAT_WIDGET_UNKNOWN',
    `Expected a start function for the widget "${name}" but got none. Fix: pass one: { widgets: { "${name}": start } }.`,
  );
}

function withReady(handle: { ready: Promise<unknown> }): StartedWidget {
  return { handle, ready: handle.ready };
}

function startOwn(name: string, params: object, startWidget: StartWidget<object>): StartedWidget {
  return startOnce(ownName(name), JSON.stringify(params), () => {
    const handle = startWidget(params);
    const loaded = Promise.resolve(handle as WidgetHandle | undefined).then((started) => started?.ready);
    const ready = withDeadline(loaded, `the start of ${name}`);
    ready.catch((error: unknown) => reportError(name, error));
    return { handle, ready };
  });
}

/** The name of a widget with a start function of the page, which may call the built-in one. */
function ownName(name: string): string {
  return `own ${name}`;
}

/** Makes the functions of ImbaChat fail, unless it is in the page. */
function offerUnavailableChat(cause?: unknown): ChatPage {
  const fail = async (): Promise<never> => {
    throw new ChatWidgetError(
      'ERR_CHAT_DIALOGS_UNAVAILABLE',
      'ImbaChat has not been started: it is not configured, not displayed on this page, or it failed.',
      { cause },
    );
  };
  const chatPage: ChatPage = {
    openDialog: fail,
    openSupport: fail,
    openChat: fail,
    closeChat: fail,
    joinRoom: fail,
    embedRoom: fail,
    onUnread: () => () => {},
  };
  if (!isStarted('imbachat')) {
    showDialogs('unavailable');
    offerChatPage(chatPage);
  }
  return chatPage;
}

function logError(error: unknown, name: string): void {
  // oxlint-disable-next-line no-console -- the page works without the widget, but its developer must see why
  console.error(`The chat widget "${name}" could not be started.`, error);
}

async function requestParams(options: LoadChatWidgetsOptions): Promise<ChatWidgetsParams> {
  const query = new URLSearchParams({ path: options.path ?? location.pathname });
  const response = await request('/chat/widgets', options, query);
  const type = response.headers.get('content-type');
  const params: unknown =
    response.ok && type?.includes('json') ? await response.json().catch(() => null) : null;
  if (typeof params === 'object' && params !== null) return params as ChatWidgetsParams;
  throw new ChatWidgetError(
    'ERR_CHAT_SITE_RESPONSE',
    `Expected JSON from ${response.url} but got status ${response.status} and ${type}. ` +
      'Fix: set endpoints.widgets to true in the module, and baseUrl to the global prefix of the site.',
  );
}

async function request(
  path: string,
  {
    baseUrl = '',
    url = `${String(baseUrl).replace(/\/$/, '')}${path}`,
    headers,
    credentials = 'same-origin',
    fetch = globalThis.fetch,
  }: SiteRequestOptions & { url?: string | URL },
  query?: URLSearchParams,
): Promise<Response> {
  const init: RequestInit = { cache: 'no-store', credentials, signal: AbortSignal.timeout(WAIT_MS) };
  if (headers) init.headers = typeof headers === 'function' ? await headers() : headers;
  const separator = String(url).includes('?') ? '&' : '?';
  try {
    return await fetch(query ? `${url}${separator}${query}` : url, init);
  } catch (cause) {
    throw new ChatWidgetError(
      'ERR_CHAT_SITE_UNREACHABLE',
      `Expected a response from ${url} but got none: ${String(cause)}. Fix: allow this origin (CORS), or try again later.`,
      { cause },
    );
  }
}
