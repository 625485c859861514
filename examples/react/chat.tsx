import { type ChatPage, loadChatWidgets } from 'nestjs-chat-browser';
import { type ReactNode, useEffect } from 'react';

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
  // In an effect, because a server that renders the component has no page to start the widgets in.
  useEffect(() => void loadChat(), []);
  return { openDialog: async (memberId) => (await loadChat()).openDialog(memberId) };
}

/** Opens the dialog with a member; it can be pressed before the widgets have loaded. */
export function WriteMessageButton({ memberId, children }: { memberId: number; children: ReactNode }) {
  const { openDialog } = useChat();
  return (
    <button type="button" onClick={() => void openDialog(memberId)}>
      {children}
    </button>
  );
}
