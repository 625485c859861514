/// <reference lib="dom" />
/* oxlint-disable no-eval -- the vendor's protocol */
import { ChatWidgetError, type ChatWidgetErrorCode } from './chat-widget.error.js';
import {
  assertSameVisitor,
  excludeFromTurboCache,
  reportError,
  startOnce,
  vendorGlobal,
  WAIT_MS,
} from './page.js';

export type { ChatErrorDetail } from './page.js';
export { ChatWidgetError, type ChatWidgetErrorCode } from './chat-widget.error.js';

/**
 * How a ChatBro chat looks and behaves (`protocol/chatbro.md` section 2).
 *
 * None of these parameters is a security control, because the visitor can edit the page.
 */
export interface ChatBroLook {
  /** Whether the chat is shown in a div of the page instead of a movable popup. */
  isStatic?: boolean;
  /**
   * The id of that div.
   * @default a new div in front of the script that starts the widget, in pages that the server renders
   */
  containerDivId?: string;
  /** `'auto'` or a language: en, enrtl, ru, pt, fr, fa, es, nl, de, ro, tt, bg, ar, tr. */
  chatLanguage?: string;
  /** Initial state of a popup. */
  chatState?: 'minimized' | 'maximized';
  /** CSS length. */
  chatHeight?: string;
  /** CSS length. */
  chatWidth?: string;
  /** CSS length. */
  chatTop?: string;
  /** CSS length. */
  chatLeft?: string;
  /** CSS length. */
  chatBottom?: string;
  /** CSS length. */
  chatRight?: string;
  /** CSS colour. */
  chatHeaderBackgroundColor?: string;
  /** CSS colour. */
  chatHeaderTextColor?: string;
  /** CSS colour. */
  chatBodyBackgroundColor?: string;
  /** CSS colour. */
  chatBodyTextColor?: string;
  /** CSS colour. */
  chatInputBackgroundColor?: string;
  /** CSS colour. */
  chatInputTextColor?: string;
  /** CSS colour. */
  chatLinksTextColor?: string;
  /** Whether visitors can write messages. */
  allowSendMessages?: boolean;
  /** Whether visitors can upload files. */
  allowUploadFile?: boolean;
  /** Whether visitors can move the popup. */
  allowMoveChat?: boolean;
  /** Whether visitors can minimize the popup. */
  allowMinimizeChat?: boolean;
  /** Whether visitors can resize the popup. */
  allowResizeChat?: boolean;
  /** Whether the chat has a header. */
  showChatHeader?: boolean;
  /** Whether the chat has a menu. */
  showChatMenu?: boolean;
  /** Whether the chat lists its participants. */
  showChatParticipants?: boolean;
  /** Whether messages show the avatars of their authors. */
  showUsersAvatars?: boolean;
  /** Whether messages show their dates. */
  showDateOfMessage?: boolean;
  /** Whether user names are coloured. */
  coloredUserNames?: boolean;
  /** Further entries of the chat's menu. */
  menuItems?: readonly { url: string; title: string; iconUrl?: string; isBlank?: boolean }[];
  /** URL of the page on which a guest logs in to the site. */
  customLoginLink?: string;
}

/**
 * Which chat to show, and how (`protocol/chatbro.md` section 2).
 *
 * Without any of these ids, it is the chat of the module's options; with only `chatTitle`, it is a child of that chat.
 */
export interface ChatBroChat extends ChatBroLook {
  /** The id of another chat of the same account, signed with the same secret. */
  encodedChatId?: string;
  /** The alias of another chat. */
  chatAlias?: string;
  /** The path of another chat, ChatBro's former way to identify chats. */
  chatPath?: string;
  /** The id of the parent of a child chat. "Allow dynamic chats" must be on in the parent's settings. */
  parentEncodedChatId?: string;
  /** The title of a child chat, which identifies it under its parent. */
  chatTitle?: string;
  /** Identifies the child chat instead of its title, if titles are not unique. */
  extId?: string;
  /** Parameters that ChatBro adds later are passed on unchanged. */
  [parameter: string]: unknown;
}

/** The parameters of one chat, with the signed identity of the visitor. */
export interface ChatBroChatParams extends ChatBroChat {
  /** The bare host name of the site. */
  siteDomain: string;
  /** The signature of the identity (`protocol/chatbro.md` section 1). */
  signature: string;
}

/** The parameters of {@link startChatBro}. */
export interface ChatBroWidgetParams {
  /** URL of the vendor's script, to which the chats are appended. */
  readonly scriptUrl: string;
  /** One chat or several. */
  readonly params: ChatBroChatParams | readonly ChatBroChatParams[];
}

/** The started ChatBro widget. */
export interface ChatBroHandle {
  /** Settles when the vendor's script has run; rejected with a {@link ChatWidgetError} if it cannot be loaded. */
  readonly ready: Promise<unknown>;
  /**
   * Does nothing, because signatures do not expire.
   *
   * @throws {ChatWidgetError} when the visitor is another one: the vendor documents no way to change the user.
   */
  refresh(params: ChatBroWidgetParams): void;
}

/**
 * Starts the ChatBro widget in the page, as the documented embed code does (`protocol/chatbro.md` section 2).
 *
 * It requests the vendor's script for the given chats, for at most 30,000 milliseconds, and runs the response with
 * `eval`, which requires `'unsafe-eval'` in the page's Content-Security-Policy. As an inline script, it adds a div for
 * each static chat without `containerDivId` directly in front of the script.
 *
 * Chats that are already in the page, for the same visitor, are not started again.
 *
 * @example
 * ```ts
 * startChatBro({
 *   scriptUrl: 'https://www.chatbro.com/embed.js',
 *   params: { encodedChatId: '9czk', siteDomain: 'example.com', signature: '…' },
 * });
 * ```
 */
export function startChatBro({ scriptUrl, params }: ChatBroWidgetParams): ChatBroHandle {
  excludeFromTurboCache();
  const inlineScript = document.currentScript;
  if (inlineScript && !document.getElementById('chatBroEmbedCode')) inlineScript.id = 'chatBroEmbedCode';

  // The chats that start together share a request.
  let batch: { chats: ChatBroChatParams[]; sent: Promise<void>; send: () => void } | undefined;
  const send = () => {
    batch?.send();
    batch = undefined;
  };
  const start = (chat: ChatBroChatParams) => () => {
    if (!batch) queueMicrotask(send);
    batch ??= newBatch(scriptUrl);
    const { chats, sent } = batch;
    const placed = place(chat, inlineScript);
    chats.push(placed);
    const marker = placed.containerDivId ? document.getElementById(placed.containerDivId) : null;
    return { handle: null, ready: sent, marker };
  };
  let ready: Promise<unknown>;
  const all = [params].flat();
  try {
    ready = Promise.all(
      all.map((chat, index) => {
        // A page can show the same chat twice.
        const copies = all.slice(0, index).filter((other) => JSON.stringify(other) === JSON.stringify(chat));
        const key = `${copies.length} ${JSON.stringify(chat)}`;
        return startOnce('chatbro', identityOf(chat), start(chat), key).ready;
      }),
    );
    send();
  } catch (error) {
    ready = Promise.reject(error);
  }
  ready.catch((error: unknown) => reportError('chatbro', error));
  return {
    ready,
    refresh(next) {
      for (const chat of [next.params].flat()) {
        assertSameVisitor(identityOf(all[0] ?? chat), identityOf(chat));
      }
    },
  };
}

function identityOf({ siteDomain, siteUserExternalId }: ChatBroChatParams): string {
  return JSON.stringify([siteDomain, siteUserExternalId]);
}

function newBatch(scriptUrl: string) {
  const chats: ChatBroChatParams[] = [];
  let send: () => void;
  const sent = new Promise<void>((resolve) => {
    send = () => resolve(requestChats(scriptUrl, chats));
  });
  return { chats, sent, send: send! };
}

/** Gives a static chat of an inline script a div in front of the script. */
function place(chat: ChatBroChatParams, inlineScript: HTMLOrSVGScriptElement | null): ChatBroChatParams {
  if (!inlineScript || !chat.isStatic || chat.containerDivId) return chat;
  const div = document.createElement('div');
  let number = 0;
  do div.id = `chatbro-${++number}`;
  while (document.getElementById(div.id));
  inlineScript.before(div);
  return { ...chat, containerDivId: div.id };
}

/** Requests the vendor's script for the given chats, and runs it. */
function requestChats(scriptUrl: string, chats: readonly ChatBroChatParams[]): Promise<void> {
  const question: Record<string, unknown> = {
    embedChatsParameters: chats,
    lang: navigator.language,
    needLoadCode: vendorGlobal('Chatbro') === undefined,
  };
  try {
    for (const key of ['embedParamsVersion', 'chatbroScriptVersion']) {
      question[key] = localStorage.getItem(key) ?? undefined;
    }
  } catch {
    // The browser blocks storage for this page. The versions are optional.
  }

  // With large parameters, a spread into String.fromCharCode() would overflow the stack.
  let binary = '';
  for (const byte of new TextEncoder().encode(JSON.stringify(question))) binary += String.fromCharCode(byte);

  return new Promise((resolve, reject) => {
    const fail = (code: ChatWidgetErrorCode, reason: string, cause?: unknown) =>
      reject(new ChatWidgetError(code, `${scriptUrl} ${reason}.`, { cause }));
    const request = new XMLHttpRequest();
    request.withCredentials = true;
    request.timeout = WAIT_MS;
    request.addEventListener('error', () => fail('ERR_CHAT_VENDOR_UNREACHABLE', 'could not be loaded'));
    request.addEventListener('timeout', () =>
      fail('ERR_CHAT_VENDOR_TIMEOUT', `did not respond within ${WAIT_MS} milliseconds`),
    );
    request.addEventListener('load', () => {
      if (request.status !== 200) {
        fail('ERR_CHAT_VENDOR_UNREACHABLE', `responded with status ${request.status}`);
        return;
      }
      try {
        // An indirect eval, so that the vendor's script runs in the global scope.
        (0, eval)(request.responseText);
        resolve();
      } catch (error) {
        fail('ERR_CHAT_VENDOR_FAILED', `failed: ${String(error)}`, error);
      }
    });
    request.open('GET', `${scriptUrl}?${btoa(binary)}`);
    request.send();
  });
}
