/// <reference lib="dom" />
import type { openPanel, PanelDialog, SandboxPanel } from '../panel/open-panel.js';
import type { PanelStyles } from '../panel/panel-styles.js';
import type { PageVerdict } from '../../widget/page-verdict.js';

/** What a page gives to `window.ImbaChat.load()`, as far as the sandbox reads it. */
interface LoadOptions {
  user_id?: unknown;
  token?: unknown;
  theme?: unknown;
  position?: unknown;
  onInitSuccess?: unknown;
}

interface SandboxWindow {
  ImbaChat?: { load(options?: LoadOptions): Promise<void> };
  imbaApi?: {
    openDialog(userId: unknown): Promise<void>;
    openChat(): void;
    closeChat(): void;
  };
}

/**
 * Defines `window.ImbaChat` and `window.imbaApi` as the vendor's script does (`protocol/imbachat.md` section
 * 3), over a panel and the sandbox's own endpoints beside the script.
 *
 * Its text is put into the script, so it uses nothing from outside itself.
 */
export function defineImbaChat(open: typeof openPanel, styles: PanelStyles): void {
  const page = window as unknown as SandboxWindow;
  const source = (document.currentScript as HTMLScriptElement).src;
  const state = {
    panel: undefined as SandboxPanel | undefined,
    identity: {} as { user_id?: unknown; token?: unknown },
    dialogs: 0,

    async ask(endpoint: string, question: object): Promise<object> {
      try {
        const response = await fetch(new URL(endpoint, source), {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify(question),
          cache: 'no-store',
        });
        if (response.ok) return (await response.json()) as object;
        return state.unanswered(`answered ${response.status} to POST ${endpoint}`);
      } catch (error) {
        return state.unanswered(`cannot be reached: ${String(error)}`);
      }
    },
    unanswered(how: string): object {
      return {
        state: 'refused',
        person: null,
        facts: [],
        signed: [],
        problem: {
          code: 'sandbox-unreachable',
          text: `The sandbox itself ${how}.`,
          remedy:
            "Something between this page and the sandbox stops it: the page's connect-src, a guard of the site, or CORS where the two have different origins.",
        },
      };
    },
  };

  page.ImbaChat = {
    async load(options = {}) {
      const { user_id, token, theme, position, onInitSuccess } = options;
      document.querySelector('chat-sandbox-panel[data-widget=imbachat]')?.remove();
      state.identity = { user_id, token };
      state.panel = open(styles, {
        widget: 'imbachat',
        vendor: 'ImbaChat',
        chat: '',
        side: position === 'left' ? 'left' : 'right',
        dark: theme === 'dark',
        minimized: false,
        containerId: null,
      });
      state.panel.show((await state.ask('session', state.identity)) as PageVerdict);
      if (typeof onInitSuccess === 'function') onInitSuccess();
    },
  };

  page.imbaApi = {
    async openDialog(userId) {
      const { panel } = state;
      if (!panel) return;
      panel.expand(true);
      panel.showDialog(null);
      const turn = ++state.dialogs;
      const dialog = (await state.ask('dialog', { ...state.identity, with: userId })) as PanelDialog;
      // A later dialog may have been answered earlier.
      if (turn === state.dialogs) panel.showDialog(dialog);
    },
    openChat() {
      state.panel?.expand(true);
    },
    closeChat() {
      state.panel?.expand(false);
    },
  };
}
