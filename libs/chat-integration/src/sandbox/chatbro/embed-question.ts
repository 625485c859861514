import { isPlainObject } from '../../options/option-rule.js';

/** A chat as a page asks for it; nothing of it is checked yet. */
export type AskedChat = Readonly<Record<string, unknown>>;

/** The chats of a page, or why they cannot be read. */
export type EmbedQuestion = { readonly chats: readonly AskedChat[] } | { readonly error: string };

/**
 * Reads the query of `GET embed.js?…`: base64 of the UTF-8 of JSON (`protocol/chatbro.md` section 2). Strict:
 * nothing is repaired.
 *
 * @param query what stands after the question mark.
 */
export function readEmbedQuestion(query: string): EmbedQuestion {
  if (query === '') return { error: 'Expected the chats after embed.js?, got nothing.' };
  const bytes = Buffer.from(query, 'base64');
  if (bytes.toString('base64') !== query) {
    const hint = query.includes('%') ? ' Put it behind the question mark as it is, without % codes.' : '';
    return { error: `Expected base64 with padding after embed.js?, got something else.${hint}` };
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return {
      error: 'Expected base64 of UTF-8, got other bytes. Encode the JSON with TextEncoder before btoa().',
    };
  }
  let question: unknown;
  try {
    question = JSON.parse(text);
  } catch {
    return { error: 'Expected base64 of JSON, got other text.' };
  }
  const chats = isPlainObject(question) ? question['embedChatsParameters'] : undefined;
  if (!Array.isArray(chats) || chats.length === 0 || !chats.every(isPlainObject)) {
    return { error: 'Expected embedChatsParameters, an array of at least one chat, got something else.' };
  }
  return { chats };
}
