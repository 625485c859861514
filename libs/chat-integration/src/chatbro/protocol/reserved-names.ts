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
  /** Matches at each position at which {@link #pattern} matches. */
  readonly #positions: RegExp;

  constructor(names: readonly string[]) {
    this.#spellings = new Set(names.map((given) => inBothCases(given.trim())));
    this.#names = names.map((given) => {
      const name = normalizeName(given.trim()).replace(/^\p{M}+/u, '');
      return { given: given.trim(), name, letters: withoutMarks(name) };
    });
    const pattern = this.#names.map(patternOf).join('|') || '(?!)';
    this.#pattern = new RegExp(pattern, 'iu');
    this.#positions = new RegExp(`(?=(${pattern}))`, 'giu');
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
    const decomposed = text.normalize('NFKD');
    if (!this.#pattern.test(decomposed)) return undefined;
    const indexes = indexesOf(text);
    const matches = Array.from(
      decomposed.matchAll(this.#positions),
      ({ index, 1: match = '' }): [start: number, end: number] => [
        indexes[index]!,
        indexes[index + match.length] ?? text.length,
      ],
    );
    const inId = matches.filter(([start]) => start > 0 && start < idLength);
    const found = [...matches.filter(([start]) => start >= idLength), ...inId];
    for (const [start] of found.slice(0, MAX_NEAR_MISSES)) {
      for (const reserved of this.#names) {
        const end = endOfName(text, start, reserved);
        if (end !== undefined) return [start, end];
      }
    }
    return found[MAX_NEAR_MISSES];
  }
}

/** How many names that differ in their marks only are compared; the next one counts as reserved, to limit the time. */
const MAX_NEAR_MISSES = 16;

/** Returns the index in a text of each code unit of its decomposed form. */
function indexesOf(text: string): number[] {
  const indexes: number[] = [];
  let index = 0;
  for (const character of text) {
    const { length } = character > '\x7f' ? character.normalize('NFKD') : character;
    for (let unit = 0; unit < length; unit++) indexes.push(index);
    index += character.length;
  }
  return indexes;
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
