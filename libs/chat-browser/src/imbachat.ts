/// <reference lib="dom" />
import {
  assertRoomText,
  assertUserNumber,
  type ChatPage,
  EMBEDDED,
  fillElements,
  offerChatPage,
  showDialogs,
} from './chat-page.js';
import { ChatWidgetError } from './chat-widget.error.js';
import {
  assertSameVisitor,
  excludeFromTurboCache,
  reportError,
  startOnce,
  vendorGlobal,
  withDeadline,
} from './page.js';

export type { ChatPage, ChatRoom } from './chat-page.js';
export type { ChatErrorDetail } from './page.js';
export { ChatWidgetError, type ChatWidgetErrorCode } from './chat-widget.error.js';

/** How the ImbaChat widget looks and behaves; the widget has its own default for each (`protocol/imbachat.md` section 3). */
export interface ImbaChatLook {
  /** Language of the widget, for example `'en'`. */
  language?: string;
  /** Colour theme. */
  theme?: 'default' | 'dark';
  /** Side of the window on which the widget appears. */
  position?: 'right' | 'left';
  /** Whether the visitor can resize the widget. */
  resizable?: boolean;
  /** Whether the visitor can move the widget. */
  draggable?: boolean;
  /** Whether the page's icon shows the number of unread messages. */
  useFaviconBadge?: boolean;
  /** Whether the page's title shows new messages. */
  updateTitle?: boolean;
}

/** The argument of `window.ImbaChat.load()`; a guest has neither `user_id` nor `token` (`protocol/imbachat.md` section 3). */
export interface ImbaChatLoadOptions extends ImbaChatLook {
  /** ImbaChat's number of the signed-in user. */
  user_id?: number;
  /** The user's token. */
  token?: string;
  /** Called when the widget has started. JSON cannot hold it, so only the page's own code can set it. */
  onInitSuccess?: () => void;
}

/** The parameters of {@link startImbaChat}. */
export interface ImbaChatWidgetParams {
  /** URL of the vendor's script. */
  readonly scriptUrl: string;
  /** The argument of `window.ImbaChat.load()`; empty for a guest and the default look. */
  readonly options: ImbaChatLoadOptions;
  /** ImbaChat's number of the user with whom `openSupport()` opens a dialog. */
  readonly supportUserNumber?: number;
}

/** The started ImbaChat widget. */
export interface ImbaChatHandle extends ChatPage {
  /** Settles when the widget has loaded; rejected with a {@link ChatWidgetError} if it cannot be loaded. */
  readonly ready: Promise<unknown>;
  /**
   * Does nothing for a guest, for whom nothing expires.
   *
   * @throws {ChatWidgetError} for a signed-in user: the vendor documents no way to replace a token, nor to change the
   * user.
   */
  refresh(params: ImbaChatWidgetParams): void;
}

/** The part of the vendor's page API that is used (`protocol/imbachat.md` section 5). */
interface ImbaApi {
  readonly room_type?: { readonly conference?: unknown };
  openDialog(userNumber: number): unknown;
  openChat?(): unknown;
  closeChat?(): unknown;
  addToRoom?(room: object): unknown;
  placeHolder?(slug: string, name: string): unknown;
}

/** How the vendor's script reports unread messages, in some versions (`protocol/imbachat.md` section 5). */
interface TabSignal {
  on?(name: string, listener: (event?: { newMessagesSum?: unknown }) => void): unknown;
}

interface ImbaChat {
  load(options?: object): unknown;
}

/**
 * Starts the ImbaChat widget in the page (`protocol/imbachat.md` section 3).
 *
 * It adds the vendor's script to the page, waits until the script has defined `window.ImbaChat`, and calls
 * `window.ImbaChat.load()`. It waits at most 30,000 milliseconds for each. The functions of {@link ChatPage} are available
 * to the page's code as `window.chatIntegration`, and to elements by their attributes, such as `data-chat-with="42"`. If the
 * widget is still loading, they wait for it.
 *
 * A second call for the same visitor returns the widget that is already in the page.
 *
 * @example
 * ```ts
 * const { openDialog } = startImbaChat({
 *   scriptUrl: 'https://api.imbachat.com/imbachat/v1/276/widget',
 *   options: { language: 'en' },
 * });
 * ```
 */
export function startImbaChat(params: ImbaChatWidgetParams): ImbaChatHandle {
  excludeFromTurboCache();
  const identity = identityOf(params);
  showDialogs('loading');
  let ready: Promise<ImbaApi>;
  try {
    ready = startOnce('imbachat', identity, () => {
      return { handle: null, ready: load(params) };
    }).ready;
  } catch (error) {
    ready = Promise.reject(error);
  }
  const handle: ImbaChatHandle = {
    ...chatPageOf(ready, params),
    ready,
    refresh(next) {
      assertSameVisitor(identity, identityOf(next));
      if (identity === '') return;
      throw new ChatWidgetError(
        'ERR_CHAT_REFRESH_UNSUPPORTED',
        'ImbaChat cannot replace a token. Fix: reload the page.',
      );
    },
  };
  offerChatPage(handle);
  ready.then(
    () => {
      showDialogs('ready');
      fillElements(handle);
    },
    (error: unknown) => {
      showDialogs('unavailable');
      reportError('imbachat', error);
    },
  );
  return handle;
}

function chatPageOf(ready: Promise<ImbaApi>, { options, supportUserNumber }: ImbaChatWidgetParams): ChatPage {
  const call = async (name: Exclude<keyof ImbaApi, 'room_type'>, ...args: unknown[]): Promise<void> => {
    const api = await ready;
    if (typeof api[name] !== 'function') {
      throw new ChatWidgetError(
        'ERR_CHAT_VENDOR_FAILED',
        `Expected window.imbaApi.${name}() but found none.`,
      );
    }
    await (api[name] as (...given: unknown[]) => unknown).apply(api, args);
  };
  const openDialog = async (userNumber: number): Promise<void> => {
    assertUserNumber(userNumber);
    await call('openDialog', userNumber);
  };
  return {
    openDialog,
    async openSupport() {
      if (supportUserNumber !== undefined) return openDialog(supportUserNumber);
      throw new ChatWidgetError(
        'ERR_CHAT_SUPPORT_UNKNOWN',
        'Expected the number of a support user but got none. Fix: set the option imbachat.supportUserNumber.',
      );
    },
    openChat: () => call('openChat'),
    closeChat: () => call('closeChat'),
    async joinRoom({ pipe, title, isPublic = false, userNumbers }) {
      assertRoomText(pipe, 'a pipe');
      assertRoomText(title, 'a title');
      const numbers = userNumbers ?? (options.user_id === undefined ? [] : [options.user_id]);
      numbers.forEach(assertUserNumber);
      await call('addToRoom', {
        pipe,
        title,
        is_public: isPublic ? 1 : 0,
        type: (await ready).room_type?.conference,
        users_ids: numbers.map((user_id) => ({ user_id })),
      });
    },
    async embedRoom(slug, name) {
      assertRoomText(slug, 'an id');
      assertRoomText(name, 'a name');
      await ready;
      const element = document.getElementById(slug);
      if (!element) {
        throw new ChatWidgetError(
          'ERR_CHAT_ROOM_INVALID',
          `Expected an element with the id ${slug} but found none.`,
        );
      }
      element.dataset[EMBEDDED] = '1';
      await call('placeHolder', slug, name);
    },
    onUnread(listener) {
      let isActive = true;
      const listen = (): void => {
        const signal = vendorGlobal('tabSignal') as TabSignal | undefined;
        if (typeof signal?.on !== 'function') return;
        signal.on('imbaChat.newMessagesUpdate', (event) => {
          const count = Number(event?.newMessagesSum);
          if (isActive && Number.isInteger(count) && count >= 0) listener(count);
        });
      };
      ready.then(listen, () => {});
      return () => {
        isActive = false;
      };
    },
  };
}

function identityOf({ options }: ImbaChatWidgetParams): string {
  return String(options.user_id ?? '');
}

async function load({ scriptUrl, options }: ImbaChatWidgetParams): Promise<ImbaApi> {
  const vendor = await findVendor(scriptUrl);
  // Asynchronous, so that an exception becomes a rejection.
  const loading = async () => (Object.keys(options).length > 0 ? vendor.load(options) : vendor.load());
  const loaded = loading().catch((cause: unknown) => {
    throw new ChatWidgetError('ERR_CHAT_VENDOR_FAILED', `ImbaChat failed: ${String(cause)}`, { cause });
  });
  await withDeadline(loaded, 'the end of ImbaChat.load()');
  // `imbaChat` is the former name.
  const api = (vendorGlobal('imbaApi') ?? vendorGlobal('imbaChat')) as ImbaApi | undefined;
  if (typeof api?.openDialog === 'function') return api;
  throw new ChatWidgetError('ERR_CHAT_VENDOR_FAILED', 'Expected window.imbaApi.openDialog() but found none.');
}

function loadedVendor(): ImbaChat | undefined {
  const vendor = vendorGlobal('ImbaChat') as ImbaChat | undefined;
  return typeof vendor?.load === 'function' ? vendor : undefined;
}

/** Adds the vendor's script, unless it has run already, and waits until it has defined `window.ImbaChat`. */
async function findVendor(scriptUrl: string): Promise<ImbaChat> {
  const existing = loadedVendor();
  if (existing) return existing;

  const script = document.createElement('script');
  script.async = true;
  script.src = scriptUrl;
  // Allows this script in a page whose Content-Security-Policy allows scripts only by nonce.
  script.nonce = document.currentScript?.nonce ?? '';
  let timer: ReturnType<typeof setInterval>;
  const found = new Promise<ImbaChat>((resolve, reject) => {
    timer = setInterval(() => {
      const vendor = loadedVendor();
      if (vendor) resolve(vendor);
    }, 50);
    script.addEventListener('error', () => {
      const message = `${scriptUrl} could not be loaded.`;
      reject(new ChatWidgetError('ERR_CHAT_VENDOR_UNREACHABLE', message));
    });
  });
  document.head.append(script);
  try {
    return await withDeadline(found, `window.ImbaChat of ${scriptUrl}`);
  } catch (error) {
    script.remove();
    throw error;
  } finally {
    clearInterval(timer!);
  }
}
