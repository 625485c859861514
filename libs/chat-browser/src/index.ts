/// <reference lib="dom" />
import type { ChatBroWidgetParams } from './chatbro.js';
import type { ChatPage, ImbaChatWidgetParams } from './imbachat.js';

export type { ChatBroChat, ChatBroChatParams, ChatBroLook, ChatBroWidgetParams } from './chatbro.js';
export type { ChatPage, ImbaChatLoadOptions, ImbaChatLook, ImbaChatWidgetParams } from './imbachat.js';

/**
 * A function that starts a widget in the page.
 *
 * @param params what the site's widgets endpoint sends under the widget's name.
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
   * Called for each widget that could not be started. The other widgets start regardless.
   * @default logs the error with `console.error`
   */
  onError?: (error: unknown, name: string) => void;
}

/** How {@link loadChatWidgets} finds and starts the widgets. */
export interface LoadChatWidgetsOptions extends StartChatWidgetsOptions {
  /**
   * URL of the site's widgets endpoint.
   * @default '/chat/widgets'
   */
  url?: string | URL;
}

/**
 * Requests the parameters of the visitor's widgets from the site and starts the widgets.
 *
 * Call it once per page. After a login or a logout reload the page, because the vendors' scripts keep the
 * identity with which they were started.
 *
 * @throws {Error} when the widgets endpoint cannot be reached or does not respond with JSON.
 * @example
 * ```ts
 * const { openDialog } = await loadChatWidgets();
 * button.onclick = () => openDialog(42);
 * ```
 */
export async function loadChatWidgets({
  url = '/chat/widgets',
  ...options
}: LoadChatWidgetsOptions = {}): Promise<ChatPage> {
  const response = await request(url);
  const type = response.headers.get('content-type');
  if (!response.ok || !type?.includes('json')) {
    throw new Error(
      `Expected JSON from the widgets endpoint ${url} but got status ${response.status} and ${type}. ` +
        "Fix: pass the path of the module's option endpoints.widgets as url.",
    );
  }
  return startChatWidgets((await response.json()) as ChatWidgetsParams, options);
}

/**
 * Starts the widgets with parameters that the page already has.
 *
 * The code of ImbaChat and ChatBro is imported only when `params` contains their names. The promise resolves
 * when the start functions have been called; it does not wait for the vendors' scripts.
 *
 * @example
 * ```ts
 * const response = await fetch('https://api.example.com/chat/widgets', { credentials: 'include' });
 * const { openDialog } = await startChatWidgets(await response.json());
 * ```
 */
export async function startChatWidgets(
  params: ChatWidgetsParams,
  { widgets = {}, onInitSuccess, onError = logError }: StartChatWidgetsOptions = {},
): Promise<ChatPage> {
  const { imbachat } = params;
  const allParams: ChatWidgetsParams =
    imbachat && onInitSuccess
      ? { ...params, imbachat: { ...imbachat, options: { ...imbachat.options, onInitSuccess } } }
      : params;

  let chatPage: ChatPage | undefined;
  const startWidget = async ([name, widgetParams]: [string, object | undefined]): Promise<void> => {
    if (!widgetParams) return;
    try {
      const start = (await findStart(name, widgets)) as StartWidget<object>;
      const started = start(widgetParams);
      if (name === 'imbachat') chatPage = started as ChatPage | undefined;
      // Not awaited: a start function that never settles must not hold up the page.
      Promise.resolve(started).catch((error: unknown) => onError(error, name));
    } catch (error) {
      onError(error, name);
    }
  };
  await Promise.all(Object.entries(allParams).map(startWidget));
  return chatPage ?? { openDialog: () => Promise.reject(new Error(NOT_STARTED)) };
}

/**
 * Requests a fresh ImbaChat token for the visitor.
 *
 * @param url URL of the site's token endpoint.
 * @returns the token, or `null` for a guest.
 * @throws {Error} when the token endpoint cannot be reached or responds with an error other than 401.
 */
export async function fetchImbaChatToken(url: string | URL = '/imbachat/jwt'): Promise<string | null> {
  const response = await request(url);
  if (response.status === 401) return null;
  if (!response.ok) throw new Error(`Expected a token from ${url} but got status ${response.status}.`);
  return response.text();
}

const NOT_STARTED =
  'ImbaChat has not been started: it is not configured on this site, or it failed to start.';

async function findStart(
  name: string,
  widgets: Readonly<Record<string, StartWidget<never>>>,
): Promise<StartWidget<never>> {
  if (Object.hasOwn(widgets, name)) return widgets[name]!;
  if (name === 'imbachat') return (await import('./imbachat.js')).startImbaChat;
  if (name === 'chatbro') return (await import('./chatbro.js')).startChatBro;
  throw new Error(
    `The site sent parameters for the widget "${name}", but the page has no start function for it. ` +
      `Fix: pass one: loadChatWidgets({ widgets: { "${name}": start } }).`,
  );
}

function logError(error: unknown, name: string): void {
  // oxlint-disable-next-line no-console -- the page works without the widget, but its developer must see why
  console.error(`The chat widget "${name}" could not be started.`, error);
}

function request(url: string | URL): Promise<Response> {
  return fetch(url, { cache: 'no-store', credentials: 'same-origin' });
}
