const MAX_LENGTH = 60;

/** Parses JSON; returns `undefined` for any other text. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Returns a value as JSON, truncated to 60 characters, or `missing` for `undefined`. */
export function shortJson(value: unknown): string {
  const text = JSON.stringify(value) ?? 'missing';
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text;
}
