/// <reference lib="dom" />
import { startChatBro, type ChatBroBoot } from './chatbro.js';
import { startImbaChat, type ChatPage, type ImbaChatBoot } from './imbachat.js';

export type { ChatBroBoot, ChatBroChat, ChatBroLook, ChatBroWidgetParams } from './chatbro.js';
export type { ChatPage, ImbaChatBoot, ImbaChatLook, ImbaChatWidgetOptions } from './imbachat.js';

/** The boot parameters of all widgets, as `GET …/widgets` answers them. */
export interface ChatWidgetsBoot {
  readonly imbachat?: ImbaChatBoot;
  readonly chatbro?: ChatBroBoot;
}

/** How the widgets are loaded. */
export interface LoadChatWidgetsOptions {
  /**
   * Where the module's widgets endpoint is mounted.
   *
   * @default '/chat/widgets'
   */
  url?: string | URL;
  /** Called by ImbaChat once it has started. */
  onInitSuccess?: () => void;
}

/**
 * Asks the site for the boot parameters of its visitor and boots the widgets with them. Call it once a page;
 * after a login or a logout load the page anew, so that no identity of before stays in it.
 *
 * @throws {Error} when the site does not answer.
 * @example
 * ```ts
 * const { openDialog } = await loadChatWidgets();
 * button.onclick = () => openDialog(42);
 * ```
 */
export async function loadChatWidgets({
  url = '/chat/widgets',
  onInitSuccess,
}: LoadChatWidgetsOptions = {}): Promise<ChatPage> {
  const response = await ask(url);
  if (!response.ok)
    throw new Error(`Expected the boot parameters of the chat widgets at ${url}, got ${response.status}.`);
  return bootChatWidgets((await response.json()) as ChatWidgetsBoot, onInitSuccess);
}

/** Boots the widgets with parameters that the page has already. */
export function bootChatWidgets(
  { imbachat, chatbro }: ChatWidgetsBoot,
  onInitSuccess?: () => void,
): ChatPage {
  if (chatbro) startChatBro(chatbro);
  if (!imbachat)
    return { openDialog: () => Promise.reject(new Error('ImbaChat is not configured on this site.')) };
  const script = document.createElement('script');
  script.async = true;
  script.src = imbachat.scriptUrl;
  document.head.append(script);
  return startImbaChat(onInitSuccess ? { ...imbachat.options, onInitSuccess } : imbachat.options);
}

/**
 * A fresh token of the visitor for ImbaChat.
 *
 * @param url where the module's token endpoint is mounted.
 * @returns the token, or `null` for a guest.
 * @throws {Error} when the site does not answer.
 */
export async function fetchImbaChatToken(url: string | URL = '/imbachat/jwt'): Promise<string | null> {
  const response = await ask(url);
  if (response.status === 401) return null;
  if (!response.ok) throw new Error(`Expected a token at ${url}, got ${response.status}.`);
  return response.text();
}

function ask(url: string | URL): Promise<Response> {
  return fetch(url, { cache: 'no-store', credentials: 'same-origin' });
}
