/**
 * Names that only some users may have. A name in disguise is found too: the search ignores case, width, the form of
 * accents and invisible characters, and reads common look-alike letters of other scripts as Latin letters.
 */
export class ReservedNames {
  /** The names in lower and in upper case: two names that are equal in both differ in case only. */
  readonly #spellings: ReadonlySet<string>;
  readonly #names: readonly ReservedName[];
  /** Matches each decomposed text that contains a reserved name, and a few others. Faster than normalizing each text. */
  readonly #pattern: RegExp;

  constructor(names: readonly string[]) {
    this.#spellings = new Set(names.map((given) => inBothCases(given.trim())));
    this.#names = names.map((given) => {
      const name = normalizeName(given.trim());
      return { given: given.trim(), name, letters: withoutMarks(name) };
    });
    const patterns = this.#names.map(patternOf);
    this.#pattern = patterns.length > 0 ? new RegExp(patterns.join('|'), 'iu') : /(?!)/;
  }

  /** Returns whether a name is a reserved one in its exact spelling; only the case may differ. */
  include(name: string): boolean {
    return this.#spellings.has(inBothCases(name));
  }

  /** Returns the reserved name that a name looks like, without having its exact spelling. */
  findDisguised(name: string): string | undefined {
    if (this.include(name)) return undefined;
    const given = normalizeName(name);
    return this.#names.find((reserved) => reserved.name === given)?.given;
  }

  /**
   * Finds a reserved name in a text, at any position, even directly before an accent. Searches after the id first.
   * Returns the index of the name's start, and the index after its end.
   *
   * @param idLength the length of the id at the start of the text.
   */
  findIn(text: string, idLength: number): [start: number, end: number] | undefined {
    if (!this.#pattern.test(text.normalize('NFKD'))) return undefined;
    // The text before the name would be the id, which cannot be empty.
    const starts = Array.from({ length: text.length - 1 }, (_, index) => index + 1);
    for (const start of [...starts.slice(idLength - 1), ...starts.slice(0, idLength - 1)]) {
      for (const reserved of this.#names) {
        const end = endOfName(text, start, reserved);
        if (end !== undefined) return [start, end];
      }
    }
    return undefined;
  }
}

interface ReservedName {
  /** The name as it is listed. */
  readonly given: string;
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

const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;
const MARK = /\p{M}/gu;

/** Normalizes a name to a decomposed form, which never becomes shorter when text is appended. */
function normalizeName(name: string): string {
  return toLatin(lowerCase(name.replace(INVISIBLE, '').normalize('NFKD'))).replaceAll('i\u0307', 'i');
}

/** Removes combining marks. */
function withoutMarks(name: string): string {
  return name.replace(MARK, '');
}

/** Converts to lower case, with one form of sigma, so that no letter depends on the next one. */
function lowerCase(text: string): string {
  return text.toLowerCase().replaceAll('ς', 'σ');
}

/** Groups of a Latin letter and the letters that look like it, in lower or in upper case. */
const LOOK_ALIKES =
  'aаαɑᴀ bвβʙ cсᴄ dԁᴅ eеεᴇ fꜰ gɡɢ hһнηʜ iіιıɪ jјᴊ kкκᴋ lӏʟ mмμᴍ nνոɴ oоοօᴏ pрρᴘ qԛꞯ rгʀ sѕꜱ tтτᴛ uսᴜ vѵᴠ wԝᴡ xхχ yуүυʏ zζᴢ'.split(
    ' ',
  );
const LATIN = new Map(
  LOOK_ALIKES.flatMap(([latin = '', ...others]) => others.map((other) => [other, latin])),
);
const LOOK_ALIKE = new RegExp(`[${[...LATIN.keys()].join('')}]`, 'g');

/** Converts the look-alikes in lower-case text to Latin letters. */
function toLatin(text: string): string {
  return text.replace(LOOK_ALIKE, (letter) => LATIN.get(letter)!);
}

/** Returns a pattern for a name with look-alikes, and with invisible characters and its own marks anywhere. */
function patternOf({ name, letters }: ReservedName): string {
  const marks = name.match(MARK)?.join('') ?? '';
  const pattern = Array.from(letters, (letter) => {
    const group = LOOK_ALIKES.find(([latin]) => latin === letter);
    return group ? `[${group}]` : `\\u{${letter.codePointAt(0)!.toString(16)}}`;
  });
  return pattern.join(`[\\p{Default_Ignorable_Code_Point}\u0307${marks}]*`);
}

function inBothCases(name: string): string {
  return `${name.toLowerCase()}\n${name.toUpperCase()}`;
}
