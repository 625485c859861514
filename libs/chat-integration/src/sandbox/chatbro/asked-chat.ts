import type { PageProblem } from '../../widget/page-verdict.js';
import type { AskedChat } from './embed-question.js';

/** The chat for which a page asks, in words (`protocol/chatbro.md` section 2). */
export function chatName(chat: AskedChat): string {
  const parent = textOf(chat, 'parentEncodedChatId');
  if (parent !== undefined) {
    const extId = textOf(chat, 'extId');
    // Isolated, so that a title in Arabic does not turn the rest of the line around.
    const title = `\u2068${textOf(chat, 'chatTitle') ?? '?'}\u2069`;
    return `${title}${extId === undefined ? '' : ` (${extId})`}, child of ${parent}`;
  }
  return textOf(chat, 'encodedChatId') ?? textOf(chat, 'chatAlias') ?? textOf(chat, 'chatPath') ?? '?';
}

/** Why nobody could tell which chat is meant. */
export function chatNameProblem(chat: AskedChat): PageProblem | undefined {
  const isChild = textOf(chat, 'parentEncodedChatId') !== undefined;
  const names = isChild ? ['chatTitle'] : ['encodedChatId', 'chatAlias', 'chatPath'];
  if (names.some((name) => textOf(chat, name) !== undefined)) return undefined;
  return {
    code: 'chat-unnamed',
    text: 'The page does not say which chat it wants.',
    remedy: 'Give encodedChatId, or parentEncodedChatId and chatTitle for a child chat.',
  };
}

/** Where a chat is put: the id of an element of the page, or `null` for a popup. */
export function containerOf(chat: AskedChat): string | null {
  return chat['isStatic'] === true ? (textOf(chat, 'containerDivId') ?? null) : null;
}

function textOf(chat: AskedChat, parameter: string): string | undefined {
  const value = chat[parameter];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
