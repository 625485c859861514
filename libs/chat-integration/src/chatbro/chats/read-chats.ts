import { isSigningSecret } from '../../options/secret-rules.js';
import { isPlainObject } from '../../text/describe.js';
import { ListedChat, ManagedChat } from './managed-chat.js';

const CHAT_ID = /^[A-Za-z0-9_-]{1,100}$/;
const MAX_TITLE_LENGTH = 10_000;
const MAX_SECRET_LENGTH = 1_000;

/** Returns whether a value is the id of a chat. */
export function isChatId(value: unknown): value is string {
  return typeof value === 'string' && CHAT_ID.test(value);
}

/** Reads the id and the secret of a chat; `undefined` if one of them is not usable. */
export function readManagedChat({
  id: given,
  guid,
}: Readonly<Record<string, unknown>>): ManagedChat | undefined {
  // The id is text in a page, whatever it is in the API.
  const id = Number.isSafeInteger(given) ? String(given) : given;
  if (!isChatId(id) || !isSigningSecret(guid) || guid.length > MAX_SECRET_LENGTH) return undefined;
  return new ManagedChat(id, guid);
}

/** Reads the list of chats, which is JSON in a string; `undefined` if any of it is not usable. */
export function readListedChats(text: unknown): ListedChat[] | undefined {
  const items = typeof text === 'string' ? parse(text) : undefined;
  if (!Array.isArray(items)) return undefined;
  const chats: ListedChat[] = [];
  const ids = new Set<string>();
  for (const item of items as unknown[]) {
    if (!isPlainObject(item)) return undefined;
    const chat = readManagedChat(item);
    const { title } = item;
    if (!chat || ids.has(chat.id) || typeof title !== 'string' || title.length > MAX_TITLE_LENGTH)
      return undefined;
    ids.add(chat.id);
    const { connections, costs, alerts, createdAt } = item;
    chats.push(new ListedChat(chat.id, chat.secretKey, { title, connections, costs, alerts, createdAt }));
  }
  return chats;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
