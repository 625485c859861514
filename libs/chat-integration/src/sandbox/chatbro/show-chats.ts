/// <reference lib="dom" />
import type { openPanel } from '../panel/open-panel.js';
import type { PanelStyles } from '../panel/panel-styles.js';
import type { PageVerdict } from '../../widget/page-verdict.js';

/** One chat that a page asked for, looked at. */
export interface ShownChat {
  /** The chat in words. */
  readonly chat: string;
  /** The id of the page's element that holds it; `null` for a popup. */
  readonly containerId: string | null;
  readonly minimized: boolean;
  readonly view: PageVerdict;
}

/**
 * Shows a panel for each chat. Its text is put into the answer to the embed code, so it uses nothing from
 * outside itself.
 */
export function showChats(open: typeof openPanel, styles: PanelStyles, chats: readonly ShownChat[]): void {
  for (const { view, ...place } of chats) {
    const panel = open(styles, {
      ...place,
      widget: 'chatbro',
      vendor: 'ChatBro',
      side: 'left',
      dark: false,
    });
    panel.show(view);
  }
}
