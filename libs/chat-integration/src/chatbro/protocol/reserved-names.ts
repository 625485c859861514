/** Names that only some users may have. Comparisons ignore case, width, the form of accents and invisible characters. */
export class ReservedNames {
  readonly #names: readonly ReservedName[];
  /** The names that do not contain another one. A text with a reserved name contains at least one of them. */
  readonly #shortest: readonly string[];

  constructor(names: readonly string[]) {
    this.#names = names.map((given) => {
      const name = normalizeName(given.trim());
      return { name, letters: withoutMarks(name) };
    });
    const letters = [...new Set(this.#names.map((reserved) => reserved.letters))];
    this.#shortest = letters.filter((one) => !letters.some((other) => other !== one && one.includes(other)));
  }

  /** Returns whether a name is reserved. */
  include(name: string): boolean {
    const given = normalizeName(name.trim());
    return this.#names.some((reserved) => reserved.name === given);
  }

  /**
   * Finds a reserved name in a text, at any position, even directly before an accent. Searches after the id first.
   * Returns the index of the name's start, and the index after its end.
   *
   * @param idLength the length of the id at the start of the text.
   */
  findIn(text: string, idLength: number): [start: number, end: number] | undefined {
    const letters = lettersOf(text);
    if (!this.#shortest.some((shortest) => letters.includes(shortest))) return undefined;
    const candidates = this.#names.filter((reserved) => letters.includes(reserved.letters));
    // The text before the name would be the id, which cannot be empty.
    const starts = Array.from({ length: text.length - 1 }, (_, index) => index + 1);
    for (const start of [...starts.slice(idLength - 1), ...starts.slice(0, idLength - 1)]) {
      for (const reserved of candidates) {
        const end = endOfName(text, start, reserved);
        if (end !== undefined) return [start, end];
      }
    }
    return undefined;
  }
}

interface ReservedName {
  /** The normalized name. */
  readonly name: string;
  /** The name without its marks. */
  readonly letters: string;
}

/** Returns the end of a reserved name that starts at this index of a text; `undefined` if it does not start there. */
function endOfName(text: string, start: number, reserved: ReservedName): number | undefined {
  let end = start;
  let name = '';
  for (const character of text.slice(start)) {
    end += character.length;
    if (isInvisible(character)) {
      // The search from the next visible character finds the same name. Without this, long runs take quadratic time.
      if (name === '') return undefined;
      continue;
    }
    name = normalizeName(name + character);
    if (name === reserved.name) return end;
    // Further marks can change the order of the previous ones.
    if (name.length > reserved.name.length || !reserved.letters.startsWith(withoutMarks(name))) break;
  }
  return undefined;
}

function isInvisible(character: string): boolean {
  return character > '\x7f' && /^\p{Default_Ignorable_Code_Point}$/u.test(character);
}

const BEYOND_ASCII = /[^\0-\x7f](?:.*[^\0-\x7f])?/s;
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;
const MARK = /\p{M}/gu;
const INVISIBLE_OR_MARK = /[\p{Default_Ignorable_Code_Point}\p{M}]/gu;

/** Returns the normalized letters of a text, without marks. For speed, normalizes only the part that is not ASCII. */
export function lettersOf(text: string): string {
  const letters = text.replace(BEYOND_ASCII, (part) => part.normalize('NFKD').replace(INVISIBLE_OR_MARK, ''));
  return lowerCase(letters);
}

/** Normalizes a name to a decomposed form, which never becomes shorter when text is appended. */
export function normalizeName(name: string): string {
  return lowerCase(name.replace(INVISIBLE, '').normalize('NFKD'));
}

/** Removes combining marks. */
export function withoutMarks(name: string): string {
  return name.replace(MARK, '');
}

/** Converts to lower case, with one form of sigma, so that no letter depends on the next one. */
function lowerCase(text: string): string {
  return text.toLowerCase().replaceAll('ς', 'σ');
}
