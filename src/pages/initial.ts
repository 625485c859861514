const SHOWN = /[\p{L}\p{N}\p{Extended_Pictographic}]/u;

/** Returns the first letter, digit or emoji of a name, or `?`, to show instead of a missing avatar. */
export function initialOf(name: string): string {
  return SHOWN.exec(name)?.[0].toUpperCase() ?? '?';
}
