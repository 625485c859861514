import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ReservedNames } from './reserved-names.js';

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
    ['7admin', 3, [1, 6]],
    ['77admin admi', 3, [2, 7]],
  ])('are found in %j', (text, idLength, range) => {
    expect(names.findIn(text, idLength)).toEqual(range);
  });

  it.each<[name: string, reserved: string[], text: string, range: [number, number] | undefined]>([
    ['of which one contains another', ['min', 'admin'], '1admin', [1, 6]],
    ['of which one contains another, in the other order', ['admin', 'min'], '1xmin', [2, 5]],
    ['of another script', ['Жж1-'], '1жЖ1-', [1, 5]],
    ['of letters outside the basic plane', ['\u{10400}x'], '1\u{10428}x', [1, 4]],
    ['that end in a sigma, in a longer word', ['ΛΟΓΟΣ'], '1ΛΟΓΟΣΑ', [1, 6]],
    ['of which there is none', [], '1admin', undefined],
  ])('can be names %s', (_, reserved, text, range) => {
    expect(new ReservedNames(reserved).findIn(text, 1)).toEqual(range);
  });

  it('are found once for each user that looks like them, by their listed spelling', () => {
    const two = new ReservedNames(['admin', ' Moderator ']);
    expect(two.findDisguised('mod\u200berator')).toBe('Moderator');
    expect(two.findDisguised('mod\u200beratox')).toBeUndefined();
  });
});

describe('a text that is made to be slow', () => {
  // Quadratic work would take minutes.
  it.each([
    ['invisible characters before a name', `1${'\u00ad'.repeat(200_000)}admi`, undefined],
    ['invisible characters and then a name', `1${'\u00ad'.repeat(200_000)}admin`, [200_001, 200_006]],
    ['invisible characters in a name', `1a${'\u00ad'.repeat(200_000)}dmin`, [1, 200_006]],
    ['starts of a name', `1${'adm\u00ad'.repeat(100_000)}`, undefined],
    ['starts of a name with marks', `1${'a\u0301dm'.repeat(50_000)}admin\u0301`, [200_001, 200_006]],
  ])('is searched in linear time: %s', (_, text, range) => {
    expect(new ReservedNames(['admin']).findIn(text, 1)).toEqual(range);
  });
});

describe('names that differ in their marks only', () => {
  const name = 'a\u0307dmin ';

  it('are not reserved', () => {
    expect(new ReservedNames(['admin']).findIn(`1${name.repeat(16)}`, 1)).toBeUndefined();
  });

  it('do not hide a reserved name', () => {
    expect(new ReservedNames(['admin']).findIn(`1${name.repeat(15)}admin`, 1)).toEqual([106, 111]);
    expect(new ReservedNames(['admin']).findIn(`1${name.repeat(900)}admin`, 1)).toBeDefined();
  });
});

describe('letters of Unicode', () => {
  const BLOCKS = [
    0x80, 0x100, 0x370, 0x400, 0x530, 0x10a0, 0x1e00, 0x1f00, 0x2100, 0x2c00, 0xa640, 0xff00, 0x1d400,
  ];

  it('are found in each of their forms', () => {
    for (const block of BLOCKS) {
      for (let code = block; code < block + 0x80; code++) {
        const letter = String.fromCodePoint(code);
        if (!/[\p{L}\p{N}]/u.test(letter)) continue;
        const names = new ReservedNames([`x${letter}x`]);
        for (const form of [letter, letter.toLowerCase(), letter.normalize('NFKD')]) {
          expect(names.findIn(`1x\u00ad${form}x`, 1), `${code.toString(16)} ${form}`).toBeDefined();
        }
      }
    }
  });

  it('are found next to characters that change them', () => {
    const unit = fc.constantFrom(
      ...'a Z İ ς Σ а Ѕ ı ﬁ Ǆ Ａ 한 ẞ \u0301 \u0345 \u00ad \u1160'.split(' '),
      ' ',
    );
    const text = fc.string({ unit, maxLength: 6 });
    fc.assert(
      fc.property(text, text, (name, after) => {
        expect(new ReservedNames([`x${name}`]).findIn(`1x${name}`, 1)).toBeDefined();
        expect(new ReservedNames([`x${name}x`]).findIn(`1x${name}x${after}`, 1)).toBeDefined();
      }),
    );
  });
});
