import { isPlainObject } from 'nestjs-chat-integration/internal';
import { TEXT_FIELDS } from 'nestjs-chat-integration/protocol';
import type { ChatParameters } from '../../diagnosis/diagnose-signature.js';
import { parseJson } from '../../diagnosis/json.js';
import { UsageError } from '../doctor.errors.js';

const NAMES = ['siteDomain', ...TEXT_FIELDS, 'permissions', 'signature'];

// A member of a JavaScript or JSON object: its name, with or without quotation marks, and a string or an array.
const STRING = String.raw`"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'`;
const MEMBER = new RegExp(
  String.raw`(?<![\w$])(["']?)(${NAMES.join('|')})\1\s*:\s*(${STRING}|\[\s*(?:(?:${STRING})\s*,?\s*)*\])`,
  'g',
);

/**
 * Parses the parameters of one chat: JSON, or part of a page that contains them as string literals in a JavaScript
 * object, as in the embed code.
 *
 * @throws {UsageError} when the text does not contain the parameters of exactly one chat.
 */
export function parseParameters(text: string): ChatParameters {
  const chat = findOnlyChat(parseJson(text));
  if (chat) return chat;
  const parameters: Record<string, unknown> = {};
  for (const [, , name, value] of text.matchAll(MEMBER)) {
    if (Object.hasOwn(parameters, name!)) {
      throw new UsageError(
        `Expected the parameters of one chat but got ${name} twice. Fix: pass the parameters of one chat at a time.`,
      );
    }
    parameters[name!] = parseValue(value!);
  }
  if (Object.keys(parameters).length > 0) return parameters;
  throw new UsageError(
    "Expected a chat's parameters, as JSON or as part of a page, but got neither. Fix: pass the object that the page passes to ChatbroLoader().",
  );
}

/** Finds the only chat in JSON: the value itself, the only one in an array, or the only one in the query of the embed code. */
function findOnlyChat(json: unknown): ChatParameters | undefined {
  const chats = isPlainObject(json) ? (json['embedChatsParameters'] ?? json) : json;
  const [chat, ...others] = [chats].flat();
  return isPlainObject(chat) && others.length === 0 ? chat : undefined;
}

function parseValue(source: string): unknown {
  if (!source.startsWith('[')) return parseString(source);
  return [...source.matchAll(new RegExp(STRING, 'g'))].map(([literal]) => parseString(literal));
}

/** Parses a JavaScript string literal as JSON, after rewriting what JSON lacks: `\xNN` and escaped punctuation. */
function parseString(literal: string): string {
  const body = literal.slice(1, -1).replace(/\\(x[0-9a-fA-F]{2}|.)|"/g, (whole, escaped?: string) => {
    if (escaped === undefined) return '\\"';
    if (escaped.length > 1) return `\\u00${escaped.slice(1)}`;
    return /["\\/A-Za-z0-9]/.test(escaped) ? whole : escaped;
  });
  const value = parseJson(`"${body}"`);
  if (typeof value === 'string') return value;
  throw new UsageError(
    'Expected JavaScript strings but got one with an unsupported escape sequence. Fix: pass the parameters as JSON.',
  );
}
