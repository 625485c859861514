const SHOWN = /[\p{L}\p{N}\p{Extended_Pictographic}]/u;

/** The first letter, digit or picture of a name, to stand where there is no avatar. */
export function initialOf(name: string): string {
  return SHOWN.exec(name)?.[0].toUpperCase() ?? '?';
}
