import { type ChatPage, loadChatWidgets } from 'nestjs-chat-browser';
import { onMounted } from 'vue';

let loading: Promise<ChatPage> | undefined;

/** Loads the visitor's chat widgets once per page. After a failure the next call tries again. */
function loadChat(): Promise<ChatPage> {
  loading ??= loadChatWidgets().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

/**
 * Loads the chat widgets when the component is mounted, and returns what the page can do with them.
 *
 * Call it in the root component too if the widgets are to appear on every page.
 */
export function useChat(): ChatPage {
  // On mount, because a server that renders the component has no page to start the widgets in.
  onMounted(loadChat);
  return { openDialog: async (memberId) => (await loadChat()).openDialog(memberId) };
}
