import { type ChatPage, loadChatWidgets } from 'nestjs-chat-browser';
import { onMounted } from 'vue';

let loading: Promise<ChatPage> | undefined;

/** Loads the visitor's chat widgets once per page. After a failure, the next call tries again. */
function loadChat(): Promise<ChatPage> {
  const onError = (error: unknown) => {
    loading = undefined;
    reportError(error);
  };
  loading ??= loadChatWidgets({ onError }).catch((error: unknown) => {
    onError(error);
    throw error;
  });
  return loading;
}

/** Opens the dialog with a member. A failure has been reported; CSS can show it with `data-chat-dialogs`. */
async function write(memberId: number): Promise<void> {
  try {
    await (await loadChat()).openDialog(memberId);
  } catch {
    loading = undefined;
  }
}

/**
 * Loads the chat widgets when the component is mounted, and returns their functions.
 *
 * Also call it in the root component if the widgets should appear on every page.
 */
export function useChat(): Pick<ChatPage, 'openDialog'> {
  // onMounted() is not called during server-side rendering, where the widgets cannot start.
  onMounted(() => void loadChat().catch(() => {}));
  return { openDialog: write };
}
