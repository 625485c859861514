/// <reference lib="dom" />

/** How the ImbaChat widget looks and behaves (`protocol/imbachat.md` section 3); what is left out is the widget's default. */
export interface ImbaChatLook {
  /** Language of the widget, for example `'en'`. */
  language?: string;
  theme?: 'default' | 'dark';
  position?: 'right' | 'left';
  resizable?: boolean;
  draggable?: boolean;
  /** Whether the page's icon shows the number of unread messages. */
  useFaviconBadge?: boolean;
  /** Whether the page's title shows new messages. */
  updateTitle?: boolean;
}

/** What `window.ImbaChat.load()` is called with; a guest's hold no identity (`protocol/imbachat.md` section 3). */
export interface ImbaChatWidgetOptions extends ImbaChatLook {
  /** The signed-in user. */
  user_id?: number;
  /** The user's token. */
  token?: string;
}

/** What a page needs to boot the ImbaChat widget. */
export interface ImbaChatBoot {
  /** URL of the widget's script. */
  readonly scriptUrl: string;
  /** What `window.ImbaChat.load()` is called with; empty for a guest with nothing set. */
  readonly options: ImbaChatWidgetOptions;
}

/** What the page can ask of the widgets. */
export interface ChatPage {
  /**
   * Opens the dialog with a member; waits until the widget has loaded.
   *
   * @param userId the site's id of the member.
   */
  openDialog(userId: number): Promise<void>;
}

/** The part of the vendor's page API that is used (`protocol/imbachat.md` section 3). */
interface ImbaApi {
  openDialog(userId: number): void;
}

interface ImbaChatWindow {
  ImbaChat?: { load(options?: object): unknown };
  imbaApi?: ImbaApi;
  /** The page API's former name. */
  imbaChat?: ImbaApi;
  chatIntegration?: ChatPage;
}

/**
 * The documented loader: waits for the widget's script, calls `window.ImbaChat.load()`, and makes
 * `window.chatIntegration.openDialog(userId)` and every `[data-chat-with="userId"]` open a dialog
 * (`protocol/imbachat.md` section 3).
 *
 * Its text is put into pages, so it uses nothing from outside itself, and names none of its inner functions.
 */
export function startImbaChat(options: ImbaChatWidgetOptions & { onInitSuccess?: () => void }): ChatPage {
  const page = window as unknown as ImbaChatWindow;
  const loaded = new Promise<ImbaApi>((resolve) => {
    const timer = setInterval(() => {
      if (!page.ImbaChat) return;
      clearInterval(timer);
      const loading = Object.keys(options).length > 0 ? page.ImbaChat.load(options) : page.ImbaChat.load();
      resolve(Promise.resolve(loading).then(() => (page.imbaApi ?? page.imbaChat) as ImbaApi));
    }, 50);
  });
  const chatPage: ChatPage = {
    openDialog: (userId) => loaded.then((api) => api.openDialog(userId)),
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
