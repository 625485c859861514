import { isPlainObject } from 'nestjs-chat-integration/internal';
import type { ChatParameters } from '../../diagnosis/diagnose-signature.js';
import { parseJson } from '../../diagnosis/json.js';

/** The longest query, in characters, so that the answer takes little time whatever length the server accepts. */
const MAX_LENGTH = 16_384;

/** Pages have a few chats. */
const MAX_CHATS = 20;

/** The chats that a page requests, or why they cannot be read. */
export type EmbedQuery = { readonly chats: readonly ChatParameters[] } | { readonly error: string };

/**
 * Parses the query of `GET embed.js?…`: base64 of JSON in UTF-8 (`protocol/chatbro.md` section 2), without repairs.
 *
 * @param query the text after the question mark.
 */
export function parseEmbedQuery(query: string): EmbedQuery {
  if (query === '') {
    return {
      error: 'Expected the chats after embed.js? but got nothing. Fix: append the base64 of their JSON.',
    };
  }
  if (query.length > MAX_LENGTH) {
    return {
      error: `Expected at most ${MAX_LENGTH} characters after embed.js? but got ${query.length}. Fix: send shorter parameters.`,
    };
  }
  const bytes = Buffer.from(query, 'base64');
  if (bytes.toString('base64') !== query) {
    const fix = query.includes('%') ? 'append it without percent-encoding' : 'encode the JSON with btoa()';
    return { error: `Expected base64 with padding after embed.js? but got something else. Fix: ${fix}.` };
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return {
      error:
        'Expected base64 of UTF-8 but got other bytes. Fix: encode the JSON with TextEncoder before btoa().',
    };
  }
  const json = parseJson(text);
  const chats = isPlainObject(json) ? json['embedChatsParameters'] : undefined;
  if (!Array.isArray(chats) || chats.length === 0 || !chats.every(isPlainObject)) {
    return {
      error:
        'Expected JSON with embedChatsParameters, an array of at least one chat, but got something else. Fix: encode what the embed code encodes.',
    };
  }
  if (chats.length > MAX_CHATS) {
    return {
      error: `Expected at most ${MAX_CHATS} chats but got ${chats.length}. Fix: request fewer chats in a page.`,
    };
  }
  return { chats };
}
