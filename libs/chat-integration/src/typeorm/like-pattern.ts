/** The escape character of {@link likePattern}: unlike `\`, no database gives it a meaning inside a string. */
export const LIKE_ESCAPE = '!';

/**
 * The `LIKE` pattern of texts that contain `text`, to be used with `ESCAPE '!'`; `%`, `_` and `!` are ordinary
 * characters of the text.
 */
export function likePattern(text: string): string {
  return `%${text.replace(/[!%_]/g, `${LIKE_ESCAPE}$&`)}%`;
}
