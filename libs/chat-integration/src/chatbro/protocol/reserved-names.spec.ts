import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lettersOf, normalizeName, ReservedNames, withoutMarks } from './reserved-names.js';

describe('ReservedNames', () => {
  const names = new ReservedNames(['admin', ' Élan ']);

  it.each(['admin', 'ADMIN', ' Admin ', 'ａｄｍｉｎ', 'ad\u00admin', 'Élan', 'E\u0301LAN'])(
    'include %j',
    (name) => {
      expect(names.include(name)).toBe(true);
    },
  );

  it.each(['', 'admins', 'adm in', 'elan', 'аdmin'])('do not include %j', (name) => {
    expect(names.include(name)).toBe(false);
  });

  it.each<[string, number, [number, number] | undefined]>([
    ['7admin/x', 1, [1, 6]],
    ['7 Joe/urADMINx', 1, [8, 13]],
    ['7 Zoe E\u0301lan', 1, [6, 11]],
    ['7admi/n', 1, undefined],
    ['admin', 1, undefined],
    ['7admin admin', 2, [7, 12]],
  ])('are found in %j', (text, idLength, range) => {
    expect(names.findIn(text, idLength)).toEqual(range);
  });
});

describe('a text that is made to be slow', () => {
  // Quadratic work would take minutes.
  it.each([
    ['invisible characters before a name', `1${'\u00ad'.repeat(200_000)}admi`, undefined],
    ['invisible characters in a name', `1a${'\u00ad'.repeat(200_000)}dmin`, [1, 200_006]],
    ['starts of a name', `1${'adm\u00ad'.repeat(100_000)}`, undefined],
    ['starts of a name with marks', `1${'a\u0301dm'.repeat(50_000)}admin\u0301`, [200_001, 200_006]],
  ])('is searched in linear time: %s', (_, text, range) => {
    expect(new ReservedNames(['admin']).findIn(text, 1)).toEqual(range);
  });
});

describe('lettersOf', () => {
  const expected = (text: string) => withoutMarks(normalizeName(text));

  it('returns the same as normalizing the whole text, for each character of Unicode', () => {
    for (let block = 0; block < 0x110000; block += 0x400) {
      if (block >= 0xd800 && block < 0xe000) continue;
      const text = String.fromCodePoint(...Array.from({ length: 0x400 }, (_, index) => block + index));
      expect(lettersOf(text)).toBe(expected(text));
    }
  });

  it('does so for characters that depend on their neighbours', () => {
    const unit = fc.constantFrom(...'a Z İ ς Σ ﬁ Ǆ Ａ 한 ẞ \u0301 \u0345 \u00ad \u1160'.split(' '), ' ');
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 12 }), (text) => {
        expect(lettersOf(text)).toBe(expected(text));
      }),
    );
  });
});
