const MAX_LENGTH = 60;

/** Parses JSON; returns `undefined` for any other text. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Returns a value of JSON as text, or `undefined` if it is nested so deeply that `JSON.stringify` fails. */
export function toJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

/** Returns a value as JSON, truncated to 60 characters, or `missing` for `undefined`. */
export function shortJson(value: unknown): string {
  if (value === undefined) return 'missing';
  const text = toJson(value) ?? 'JSON that is nested too deeply';
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text;
}
