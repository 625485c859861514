import { type ChatPage, loadChatWidgets } from 'nestjs-chat-integration/browser';
import { onMounted } from 'vue';

let loading: Promise<ChatPage> | undefined;

/** Boots the chat widgets of the person who is signed in, once a page, and opens dialogs with members. */
export function useChat(): Pick<ChatPage, 'openDialog'> {
  const load = () => (loading ??= loadChatWidgets());
  onMounted(load);
  return { openDialog: async (memberId) => (await load()).openDialog(memberId) };
}
