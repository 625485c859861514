import { loadChatWidgets, type ChatPage } from 'nestjs-chat-integration/browser';
import { createContext, type ReactNode, use, useEffect, useState } from 'react';

const ChatContext = createContext<Promise<ChatPage> | null>(null);

let loading: Promise<ChatPage> | undefined;

/** Boots the chat widgets of the person who is signed in, once a page. */
export function ChatProvider({ children }: { children: ReactNode }) {
  const [chat, setChat] = useState<Promise<ChatPage> | null>(null);
  // An effect, because there is no visitor while rendering on a server; once, because React runs it twice in
  // development.
  useEffect(() => setChat((loading ??= loadChatWidgets())), []);
  return <ChatContext value={chat}>{children}</ChatContext>;
}

/** Opens the dialog with a member; may be pressed before the widget has loaded. */
export function WriteMessageButton({ memberId, children }: { memberId: number; children: ReactNode }) {
  const chat = use(ChatContext);
  const write = async () => (await chat)?.openDialog(memberId);
  return (
    <button type="button" onClick={() => void write()}>
      {children}
    </button>
  );
}
