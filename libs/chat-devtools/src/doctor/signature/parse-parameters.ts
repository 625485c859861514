import { isPlainObject } from 'nestjs-chat-integration/internal';
import { TEXT_FIELDS } from 'nestjs-chat-integration/protocol';
import type { ChatParameters } from '../../diagnosis/diagnose-signature.js';
import { parseJson } from '../../diagnosis/json.js';
import { UsageError } from '../doctor.errors.js';

const NAMES = ['siteDomain', ...TEXT_FIELDS, 'permissions', 'signature'];

/** The name of a member of a JavaScript or JSON object, with or without quotation marks, and the colon. */
const NAME = new RegExp(String.raw`(?<![\w$])(["']?)(${NAMES.join('|')})\1\s*:\s*`, 'g');
const STRING = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/y;
const SEPARATOR = /[\s,]*/y;

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
  for (const [name, value] of findMembers(text)) {
    if (Object.hasOwn(parameters, name)) {
      throw new UsageError(
        `Expected the parameters of one chat but got ${name} twice. Fix: pass the parameters of one chat at a time.`,
      );
    }
    parameters[name] = value;
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

/** Finds the members whose values are strings or arrays of strings. Text is not searched again after it was read. */
function* findMembers(text: string): Generator<[name: string, value: unknown]> {
  const names = new RegExp(NAME);
  for (let found = names.exec(text); found; found = names.exec(text)) {
    const start = names.lastIndex;
    const { value, end } = text[start] === '[' ? readArray(text, start) : readString(text, start);
    if (value !== undefined) yield [found[2]!, value];
    names.lastIndex = end;
  }
}

/** A value, or `undefined` if there is none, and where the text that was read ends. */
interface Read<T> {
  readonly value: T | undefined;
  readonly end: number;
}

function readArray(text: string, start: number): Read<string[]> {
  const items: string[] = [];
  let end = start + 1;
  for (;;) {
    end += matchAt(SEPARATOR, text, end)!.length;
    if (text[end] === ']') return { value: items, end: end + 1 };
    const { value, end: next } = readString(text, end);
    if (value === undefined) return { value, end };
    items.push(value);
    end = next;
  }
}

function readString(text: string, start: number): Read<string> {
  const literal = matchAt(STRING, text, start);
  if (literal === undefined) return { value: undefined, end: start };
  return { value: parseString(literal), end: start + literal.length };
}

/** Returns what a sticky pattern matches at a position. */
function matchAt(pattern: RegExp, text: string, position: number): string | undefined {
  pattern.lastIndex = position;
  return pattern.exec(text)?.[0];
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
