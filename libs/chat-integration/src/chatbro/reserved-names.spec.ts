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

describe('lettersOf', () => {
  it('is what normalizing the whole text gives', () => {
    const unit = fc.constantFrom(
      'a',
      'Z',
      ' ',
      'İ',
      'ς',
      'Σ',
      'ﬁ',
      'Ǆ',
      '\u0301',
      '\u0345',
      '\u00ad',
      'Ａ',
      '한',
      'ẞ',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit }),
      fc.string({ unit: 'grapheme' }),
    );
    fc.assert(
      fc.property(text, (given) => {
        expect(lettersOf(given)).toBe(withoutMarks(normalizeName(given)));
      }),
      { numRuns: 2_000 },
    );
  });
});
