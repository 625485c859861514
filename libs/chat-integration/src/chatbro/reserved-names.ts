/** Names that only some may bear, whatever their letter case, width, accents' form and invisible characters. */
export class ReservedNames {
  readonly #names: readonly ReservedName[];
  /** Without those that hold another: where there is none of these, there is none at all. */
  readonly #shortest: readonly string[];

  constructor(names: readonly string[]) {
    this.#names = names.map((given) => {
      const name = normalizeName(given.trim());
      return { name, letters: withoutMarks(name) };
    });
    const letters = [...new Set(this.#names.map((reserved) => reserved.letters))];
    this.#shortest = letters.filter((one) => !letters.some((other) => other !== one && one.includes(other)));
  }

  /** Tells whether a name is one of them. */
  include(name: string): boolean {
    const given = normalizeName(name.trim());
    return this.#names.some((reserved) => reserved.name === given);
  }

  /**
   * Where in a text one of them stands: its first index, and the one after its last. Looks from the end of the id
   * on first; each cut is looked at, even one before an accent.
   *
   * @param idLength how much of the text is the id.
   */
  findIn(text: string, idLength: number): [start: number, end: number] | undefined {
    const letters = lettersOf(text);
    if (!this.#shortest.some((shortest) => letters.includes(shortest))) return undefined;
    const candidates = this.#names.filter((reserved) => letters.includes(reserved.letters));
    // What stands before the name would be the id, so it is not empty.
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
  /** Normalized. */
  readonly name: string;
  /** Without its marks. */
  readonly letters: string;
}

/** Where a reserved name ends that begins at this place of a text. */
function endOfName(text: string, start: number, reserved: ReservedName): number | undefined {
  let end = start;
  let name = '';
  for (const character of text.slice(start)) {
    end += character.length;
    name = normalizeName(name + character);
    if (name === reserved.name) return end;
    // In another order marks may still become the name's.
    if (name.length > reserved.name.length || !reserved.letters.startsWith(withoutMarks(name))) break;
  }
  return undefined;
}

const BEYOND_ASCII = /[^\0-\x7f](?:.*[^\0-\x7f])?/s;
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;
const MARK = /\p{M}/gu;
const INVISIBLE_OR_MARK = /[\p{Default_Ignorable_Code_Point}\p{M}]/gu;

/**
 * The letters of a text: what {@link withoutMarks} leaves of {@link normalizeName}. Of ASCII only the letter case
 * changes, so most of a text costs nothing.
 */
export function lettersOf(text: string): string {
  const letters = text.replace(BEYOND_ASCII, (part) => part.normalize('NFKD').replace(INVISIBLE_OR_MARK, ''));
  return lowerCase(letters);
}

// Decomposed, so that a text that goes on never normalizes to a shorter one.
export function normalizeName(name: string): string {
  return lowerCase(name.replace(INVISIBLE, '').normalize('NFKD'));
}

export function withoutMarks(name: string): string {
  return name.replace(MARK, '');
}

/** In lower case with one sigma, so that a letter never depends on what stands after it. */
function lowerCase(text: string): string {
  return text.toLowerCase().replaceAll('ς', 'σ');
}
