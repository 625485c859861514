import { type ChatPage, loadChatWidgets } from 'nestjs-chat-browser';
import { onMounted } from 'vue';

let loading: Promise<ChatPage> | undefined;

/** Loads the visitor's chat widgets once per page. After a failure, the next call tries again. */
function loadChat(): Promise<ChatPage> {
  loading ??= loadChatWidgets().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

/**
 * Loads the chat widgets when the component is mounted, and returns their functions.
 *
 * Also call it in the root component if the widgets should appear on every page.
 */
export function useChat(): ChatPage {
  // onMounted() is not called during server-side rendering, where the widgets cannot start.
  onMounted(loadChat);
  return { openDialog: async (memberId) => (await loadChat()).openDialog(memberId) };
}
