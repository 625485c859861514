/// <reference lib="dom" />
import type { PageDiagnosis } from '../../diagnosis/page-diagnosis.js';
import type { openPanel } from '../panel/open-panel.js';
import type { PanelStyles } from '../panel/panel-styles.js';

/** A chat that a page requested, and its diagnosis. */
export interface DiagnosedChat {
  /** The name of the chat. */
  readonly chat: string;
  /** The id of the element that contains the chat; `null` for a popup. */
  readonly containerId: string | null;
  readonly minimized: boolean;
  readonly diagnosis: PageDiagnosis;
}

/**
 * Opens a panel for each chat. Runs in the page: the text of the function is put into the response to the embed code,
 * so it must not use anything outside itself.
 */
export function showChats(
  open: typeof openPanel,
  styles: PanelStyles,
  chats: readonly DiagnosedChat[],
): void {
  for (const { diagnosis, ...options } of chats) {
    const panel = open(styles, {
      ...options,
      widget: 'chatbro',
      vendor: 'ChatBro',
      side: 'left',
      dark: false,
    });
    panel.show(diagnosis);
  }
}
