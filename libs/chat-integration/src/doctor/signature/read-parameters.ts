import type { SentParameters } from '../../chatbro/explain-signature.js';
import { TEXT_FIELDS } from '../../chatbro/identity.js';
import { isPlainObject } from '../../options/plain-object.js';
import { UsageError } from '../doctor.errors.js';

const NAMES = ['siteDomain', ...TEXT_FIELDS, 'permissions', 'signature'];

// A member of an object of JavaScript or JSON: its name, bare or in quotation marks, and a string or an array.
const STRING = String.raw`"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'`;
const MEMBER = new RegExp(
  String.raw`(?<![\w$])(["']?)(${NAMES.join('|')})\1\s*:\s*(${STRING}|\[\s*(?:(?:${STRING})\s*,?\s*)*\])`,
  'g',
);

/**
 * Reads the parameters of one chat: JSON, or a piece of a page in which they stand as strings in an object of
 * JavaScript, as in the embed code.
 *
 * @throws {UsageError} when there are none, or those of several chats.
 */
export function readParameters(text: string): SentParameters {
  const json = chatOf(jsonOf(text));
  if (json) return json;
  const parameters: Record<string, unknown> = {};
  for (const [, , name, value] of text.matchAll(MEMBER)) {
    if (Object.hasOwn(parameters, name!)) {
      throw new UsageError(
        `Expected the parameters of one chat, got ${name} twice. Give the text of one chat at a time.`,
      );
    }
    parameters[name!] = valueOf(value!);
  }
  if (Object.keys(parameters).length > 0) return parameters;
  throw new UsageError(
    'Expected the parameters of a chat, as JSON or as a piece of the page that holds them, got neither. Give the object that is passed to ChatbroLoader().',
  );
}

/** The one chat of JSON: itself, the only one of an array, or of the question of the embed code. */
function chatOf(json: unknown): SentParameters | undefined {
  const chats = isPlainObject(json) ? (json['embedChatsParameters'] ?? json) : json;
  const [chat, ...others] = [chats].flat();
  return isPlainObject(chat) && others.length === 0 ? chat : undefined;
}

function valueOf(source: string): unknown {
  if (!source.startsWith('[')) return stringOf(source);
  return [...source.matchAll(new RegExp(STRING, 'g'))].map(([literal]) => stringOf(literal));
}

/** The value of a string of JavaScript, by way of JSON: `\xNN` and escaped punctuation are all that JSON lacks. */
function stringOf(literal: string): string {
  const body = literal.slice(1, -1).replace(/\\(x[0-9a-fA-F]{2}|.)|"/g, (whole, escaped?: string) => {
    if (escaped === undefined) return '\\"';
    if (escaped.length > 1) return `\\u00${escaped.slice(1)}`;
    return /["\\/A-Za-z0-9]/.test(escaped) ? whole : escaped;
  });
  const value = jsonOf(`"${body}"`);
  if (typeof value === 'string') return value;
  throw new UsageError(
    'Expected strings of JavaScript, got one with an escape that is not read here. Give the parameters as JSON.',
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
