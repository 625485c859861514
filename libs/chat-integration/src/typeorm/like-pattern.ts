/** The escape character of {@link likePattern}. Unlike `\`, it has no meaning in a string of any database. */
export const LIKE_ESCAPE = '!';

/** Returns the `LIKE` pattern for texts that contain `text`, to be used with `ESCAPE '!'`. */
export function likePattern(text: string): string {
  return `%${text.replace(/[!%_]/g, `${LIKE_ESCAPE}$&`)}%`;
}
