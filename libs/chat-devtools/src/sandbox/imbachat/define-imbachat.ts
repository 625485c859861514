/// <reference lib="dom" />
import type { PageIdentity } from '../../diagnosis/diagnose-token.js';
import type { PageDiagnosis } from '../../diagnosis/page-diagnosis.js';
import type { openPanel, PanelDialog, SandboxPanel } from '../panel/open-panel.js';
import type { PanelStyles } from '../panel/panel-styles.js';

/** The options of `window.ImbaChat.load()` that the sandbox uses, unchecked. */
interface LoadOptions extends PageIdentity {
  readonly theme?: unknown;
  readonly position?: unknown;
  readonly onInitSuccess?: unknown;
}

interface SandboxWindow {
  ImbaChat?: { load(options?: LoadOptions): Promise<void> };
  imbaApi?: {
    room_type: { conference: string };
    openDialog(userNumber: unknown): Promise<void>;
    openChat(): void;
    closeChat(): void;
    addToRoom(room: { title?: unknown }): void;
    placeHolder(slug: string, name: string): void;
  };
}

/**
 * Defines `window.ImbaChat` and `window.imbaApi` as the vendor's script does (`protocol/imbachat.md` sections 3 and 5). They
 * show a panel, and send requests to the sandbox's endpoints next to the script.
 *
 * Runs in the page: the text of the function is put into the script, so it must not use anything outside itself.
 */
export function defineImbaChat(open: typeof openPanel, styles: PanelStyles): void {
  const page = window as unknown as SandboxWindow;
  const scriptUrl = (document.currentScript as HTMLScriptElement).src;
  const state = {
    panel: undefined as SandboxPanel | undefined,
    identity: {} as PageIdentity,
    dialogs: 0,

    async post(endpoint: string, body: object): Promise<object> {
      try {
        const response = await fetch(new URL(endpoint, scriptUrl), {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify(body),
          cache: 'no-store',
        });
        if (response.ok) return (await response.json()) as object;
        return state.unreachable(`responded with ${response.status} to POST ${endpoint}`);
      } catch (error) {
        return state.unreachable(`cannot be reached: ${String(error)}`);
      }
    },
    unreachable(reason: string): PageDiagnosis {
      return {
        state: 'refused',
        user: null,
        facts: [],
        signedFields: [],
        problem: {
          code: 'sandbox-unreachable',
          text: `The sandbox itself ${reason}.`,
          fix: "Check what can block requests from this page to the sandbox: the page's connect-src, a guard of the site, or CORS if they have different origins.",
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
      state.panel.show((await state.post('session', state.identity)) as PageDiagnosis);
      if (typeof onInitSuccess === 'function') onInitSuccess();
    },
  };

  page.imbaApi = {
    room_type: { conference: 'conference' },
    async openDialog(userNumber) {
      const { panel } = state;
      if (!panel) return;
      panel.expand(true);
      panel.showDialog(null);
      const dialogNumber = ++state.dialogs;
      const dialog = (await state.post('dialog', { ...state.identity, with: userNumber })) as PanelDialog;
      // The response for a later dialog may already have arrived.
      if (dialogNumber === state.dialogs) panel.showDialog(dialog);
    },
    openChat() {
      state.panel?.expand(true);
    },
    closeChat() {
      state.panel?.expand(false);
    },
    addToRoom({ title }) {
      state.panel?.expand(true);
      state.panel?.showDialog({ room: String(title) });
    },
    placeHolder(slug, name) {
      const room = document.createElement('p');
      room.textContent = `Chat sandbox: ImbaChat would show the public room ${name} here.`;
      document.getElementById(slug)?.replaceChildren(room);
    },
  };
}
