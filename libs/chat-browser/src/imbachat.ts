/// <reference lib="dom" />

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
}

/** What the page can do with the started widgets. */
export interface ChatPage {
  /**
   * Opens the dialog with a user, as soon as ImbaChat has loaded.
   *
   * @param userNumber ImbaChat's number of the user: the site's own id, unless the site maps its ids to numbers.
   * @throws {Error} when ImbaChat is not configured or could not be loaded.
   */
  openDialog(userNumber: number): Promise<void>;
}

/** The part of the vendor's page API that is used (`protocol/imbachat.md` section 5). */
interface ImbaApi {
  openDialog(userNumber: number): void;
}

interface ImbaChatWindow {
  ImbaChat?: { load(options?: object): unknown };
  imbaApi?: ImbaApi;
  /** The former name of `imbaApi`. */
  imbaChat?: ImbaApi;
  chatIntegration?: ChatPage;
}

/**
 * Starts the ImbaChat widget in the page (`protocol/imbachat.md` section 3).
 *
 * It adds the vendor's script to the page, waits until the script has defined `window.ImbaChat`, and calls
 * `window.ImbaChat.load()`. `window.chatIntegration.openDialog(userNumber)` and a click on any element with
 * `data-chat-with="userNumber"` open a dialog. If the widget is still loading, they wait for it.
 *
 * The server embeds the text of this function in pages, so it uses nothing outside itself and contains no named
 * function.
 *
 * @example
 * ```ts
 * const { openDialog } = startImbaChat({
 *   scriptUrl: 'https://api.imbachat.com/imbachat/v1/276/widget',
 *   options: { language: 'en' },
 * });
 * ```
 */
export function startImbaChat({ scriptUrl, options }: ImbaChatWidgetParams): ChatPage {
  const page = window as unknown as ImbaChatWindow;
  const script = document.createElement('script');
  script.async = true;
  script.src = scriptUrl;
  // Allows this script in a page whose Content-Security-Policy allows scripts only by nonce.
  script.nonce = document.currentScript?.nonce ?? '';

  const loaded = new Promise<void>((resolve, reject) => {
    const timer = setInterval(() => {
      if (!page.ImbaChat) return;
      clearInterval(timer);
      resolve();
    }, 50);
    script.addEventListener('error', () => {
      clearInterval(timer);
      // The browser has already logged the error; only openDialog() reports it again.
      loaded.catch(() => {});
      reject(new Error(`The ImbaChat script could not be loaded from ${scriptUrl}.`));
    });
  })
    .then(() => (Object.keys(options).length > 0 ? page.ImbaChat!.load(options) : page.ImbaChat!.load()))
    .then(() => (page.imbaApi ?? page.imbaChat) as ImbaApi);
  document.head.append(script);

  const chatPage: ChatPage = {
    openDialog(userNumber) {
      return loaded.then((api) => api.openDialog(userNumber));
    },
  };
  if (!page.chatIntegration) {
    document.addEventListener('click', (event) => {
      const button = (event.target as Element | null)?.closest<HTMLElement>('[data-chat-with]');
      if (button) void page.chatIntegration?.openDialog(Number(button.dataset['chatWith']));
    });
  }
  page.chatIntegration = chatPage;
  return chatPage;
}
