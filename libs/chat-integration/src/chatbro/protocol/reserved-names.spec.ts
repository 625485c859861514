import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lettersOf, normalizeName, ReservedNames, toLatin, withoutMarks } from './reserved-names.js';

describe('ReservedNames', () => {
  const names = new ReservedNames(['admin', ' Élan ']);

  it.each(['admin', 'ADMIN', 'Admin', 'Élan', 'ÉLAN'])('include %j', (name) => {
    expect(names.include(name)).toBe(true);
    expect(names.findDisguised(name)).toBeUndefined();
  });

  it.each(['', 'admins', 'adm in', 'elan', ' admin', 'E\u0300lan'])('do not include %j', (name) => {
    expect(names.include(name)).toBe(false);
    expect(names.findDisguised(name)).toBeUndefined();
  });

  it.each([
    ['in full width', 'ａｄｍｉｎ', 'admin'],
    ['with an invisible character', 'ad\u00admin', 'admin'],
    ['with an invisible character at its end', 'admin\u200b', 'admin'],
    ['with a second dot', 'admi\u0307n', 'admin'],
    ['with a Turkish capital letter', 'ADMİN', 'admin'],
    ['with a letter of another script', 'аdmin', 'admin'],
    ['with capital letters of another script', 'АDМІΝ', 'admin'],
    ['in small capitals', 'ᴀᴅᴍɪɴ', 'admin'],
    ['in mathematical letters', '𝐚𝐝𝐦𝐢𝐧', 'admin'],
    ['in another form of its accent', 'E\u0301lan', 'Élan'],
  ])('do not include a name in disguise, but find it: %s', (_, name, reserved) => {
    expect(names.include(name)).toBe(false);
    expect(names.findDisguised(name)).toBe(reserved);
  });

  it.each(['\u212aim', 'ſim', 'Kım'])('do not include %j, which only looks like a name', (name) => {
    expect(new ReservedNames(['kim', 'sim']).include(name)).toBe(false);
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
      expect(toLatin(lettersOf(text))).toBe(expected(text));
    }
  });

  it('does so for characters that depend on their neighbours', () => {
    const unit = fc.constantFrom(
      ...'a Z İ ς Σ а Ѕ ı ﬁ Ǆ Ａ 한 ẞ \u0301 \u0345 \u00ad \u1160'.split(' '),
      ' ',
    );
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 12 }), (text) => {
        expect(toLatin(lettersOf(text))).toBe(expected(text));
      }),
    );
  });
});
