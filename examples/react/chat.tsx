import { type ChatPage, loadChatWidgets } from 'nestjs-chat-browser';
import { type ReactNode, useEffect } from 'react';

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
  // Effects do not run during server-side rendering, where the widgets cannot start.
  useEffect(() => void loadChat().catch(() => {}), []);
  return { openDialog: write };
}

/** Opens the dialog with a member. The button also works before the widgets have loaded. */
export function WriteMessageButton({ memberId, children }: { memberId: number; children: ReactNode }) {
  const { openDialog } = useChat();
  return (
    <button type="button" onClick={() => void openDialog(memberId)}>
      {children}
    </button>
  );
}
