const MAX_LENGTH = 60;

/** The maximum length of a line in the log, in UTF-16 code units. */
export const MAX_LINE_LENGTH = 500;

/** How many frames of a stack are logged. */
const MAX_FRAMES = 10;

// Characters that control a terminal, or that break or reorder a line.
const UNPRINTABLE = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/** Returns a text with its control and bidirectional characters written as `\uXXXX`; line feeds stay. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) =>
    character === '\n' ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Returns a text in quotation marks, on one line, cut to 60 characters. */
export function quote(text: string): string {
  return printable(JSON.stringify(text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text));
}

/** Returns a text for the log: printable, on one line, cut to {@link MAX_LINE_LENGTH}. */
export function logLine(text: string): string {
  // Each escape is longer than its character, so the text is cut again.
  const line = printable(cut(text)).replaceAll('\n', String.raw`\n`);
  return cut(line);
}

/** Returns the name and the message of what was thrown, for the log. Never throws, whatever was thrown. */
export function errorLine(error: unknown): string {
  try {
    if (!(error instanceof Error)) return logLine(typeof error === 'string' ? error : describeValue(error));
    const { name, message, code } = error as NodeJS.ErrnoException;
    // The message of Node's AggregateError of several connection errors is empty; its code says more.
    return logLine(message === '' && code !== undefined ? code : `${name}: ${message}`);
  } catch {
    return 'an error that cannot be read';
  }
}

/** Returns {@link errorLine} and the first frames of the stack, or of the cause's stack, one per line. */
export function errorStack(error: unknown): string {
  return [errorLine(error), ...framesOf(causeOf(error))].join('\n');
}

function causeOf(error: unknown): unknown {
  try {
    return error instanceof Error && error.cause instanceof Error ? error.cause : error;
  } catch {
    return undefined;
  }
}

function framesOf(error: unknown): string[] {
  try {
    if (!(error instanceof Error) || typeof error.stack !== 'string') return [];
    // The message comes first, and could imitate frames.
    const frames = error.stack.slice(error.stack.indexOf(error.message) + error.message.length);
    return frames
      .split('\n', MAX_FRAMES + 1)
      .slice(1)
      .map((frame) => logLine(frame));
  } catch {
    return [];
  }
}

function cut(text: string): string {
  return text.length > MAX_LINE_LENGTH ? `${text.slice(0, MAX_LINE_LENGTH - 1)}…` : text;
}

/** Describes a value on one line, for an error message. */
export function describeValue(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object' && value !== null) return 'an object';
  return String(value);
}

/** Describes a secret without showing any of it. */
export function describeSecret(value: unknown): string {
  if (typeof value === 'string')
    return value === '' ? 'an empty string' : `a string of ${value.length} characters`;
  if (Array.isArray(value)) return `an array of ${value.length}`;
  return value === undefined || value === null ? String(value) : `a value of type ${typeof value}`;
}

/** Returns whether a value is an object with properties, not an array or `null`. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
