/** What files, shells and copying add around a text, and the part of the error that names it. */
export const STRAY: readonly [name: string, add: (text: string) => string, reason: string][] = [
  ['a line feed at its end', (text) => `${text}\n`, 'does not end with a line break but got'],
  ['CR and LF at its end', (text) => `${text}\r\n`, 'does not end with a line break but got'],
  ['an empty line at its end', (text) => `${text} \n\n`, 'Fix: read the file with .trim().'],
  ['a byte order mark', (text) => `\uFEFF${text}`, 'does not begin with a byte order mark (U+FEFF) but got'],
  ['a byte order mark and a line feed', (text) => `\uFEFF${text}\n`, 'a byte order mark'],
  ['a space at its beginning', (text) => ` ${text}`, 'without spaces or invisible characters'],
  ['a space at its end', (text) => `${text} `, 'without spaces or invisible characters'],
  ['a tab', (text) => `${text}\t`, 'without spaces or invisible characters'],
  ['a no-break space', (text) => `\u00A0${text}`, 'without spaces or invisible characters'],
  ['a zero-width space', (text) => `${text}\u200B`, 'without spaces or invisible characters'],
  ['a NUL', (text) => `${text}\0`, 'without spaces or invisible characters'],
  ['double quotation marks', (text) => `"${text}"`, 'without quotation marks around it'],
  ['single quotation marks', (text) => `'${text}'`, 'without quotation marks around it'],
  ['typographic quotation marks', (text) => `“${text}”`, 'without quotation marks around it'],
];
