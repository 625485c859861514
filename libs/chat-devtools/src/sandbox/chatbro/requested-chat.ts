import type { ChatParameters } from '../../diagnosis/diagnose-signature.js';
import type { Problem } from '../../diagnosis/page-diagnosis.js';

/** Describes which chat a page requests (`protocol/chatbro.md` section 2). */
export function chatName(chat: ChatParameters): string {
  const parent = textOf(chat, 'parentEncodedChatId');
  if (parent !== undefined) {
    const extId = textOf(chat, 'extId');
    // Isolated, so that a right-to-left title does not reorder the rest of the line.
    const title = `\u2068${textOf(chat, 'chatTitle') ?? '?'}\u2069`;
    return `${title}${extId === undefined ? '' : ` (${extId})`}, child of ${parent}`;
  }
  return textOf(chat, 'encodedChatId') ?? textOf(chat, 'chatAlias') ?? textOf(chat, 'chatPath') ?? '?';
}

/** Explains what is missing if the parameters do not identify a chat. */
export function findChatNameProblem(chat: ChatParameters): Problem | undefined {
  const isChild = textOf(chat, 'parentEncodedChatId') !== undefined;
  const names = isChild ? ['chatTitle'] : ['encodedChatId', 'chatAlias', 'chatPath'];
  if (names.some((name) => textOf(chat, name) !== undefined)) return undefined;
  return {
    code: 'chat-unnamed',
    text: 'The page does not say which chat to show.',
    fix: 'Send encodedChatId, or parentEncodedChatId and chatTitle for a child chat.',
  };
}

/** Returns the id of the element that contains the chat, or `null` for a popup. */
export function containerIdOf(chat: ChatParameters): string | null {
  return chat['isStatic'] === true ? (textOf(chat, 'containerDivId') ?? null) : null;
}

function textOf(chat: ChatParameters, parameter: string): string | undefined {
  const value = chat[parameter];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
