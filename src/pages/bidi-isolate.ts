const FIRST_STRONG_ISOLATE = '\u2068';
const POP_ISOLATE = '\u2069';

/** Isolates the text direction of user content in a title, where `<bdi>` is not allowed. */
export function bidiIsolate(text: string): string {
  return FIRST_STRONG_ISOLATE + text + POP_ISOLATE;
}
