import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseIdList } from './id-list.js';

describe('parseIdList', () => {
  it.each([
    ['one id', '1', [1]],
    ['several, in the order of the request', '3,1,2', [3, 1, 2]],
    ['the largest id', '999999999', [999_999_999]],
    ['duplicates', '2,1,2,2,1', [2, 1]],
    ['blanks around ids', ' 1 ,\t2\n,  3', [1, 2, 3]],
    ['empty items', ',1,,2,', [1, 2]],
    ['nothing', '', []],
    ['a comma', ',', []],
    ['blanks', '  ', []],
    ['what is no id, among ids', '5,abc,6', [5, 6]],
    ['another separator', '1;2', []],
  ])('reads %s', (_, list, ids) => {
    expect(parseIdList(list, ',')).toEqual(ids);
  });

  it.each([
    'abc',
    '1abc',
    '1.5',
    '-1',
    '+1',
    '0',
    '1e3',
    '0x1A',
    '٣',
    '01',
    '1 2',
    '1000000000',
    '1\u00002',
    '42e01f0e-2f7e-4d53-9b0e-2f8c7d0d9a11',
  ])('drops %j and casts it onto nobody', (item) => {
    expect(parseIdList(item, ',')).toEqual([]);
    expect(parseIdList(`7,${item},8`, ',')).toEqual([7, 8]);
  });

  it.each([';', '|', ' ', ', ', 'and', '.', '+'])('splits at the separator %j', (separator) => {
    expect(parseIdList(`3${separator}1${separator}2`, separator)).toEqual([3, 1, 2]);
  });

  it('gives nothing whose canonical text was no item, and nothing twice', () => {
    const items = fc.oneof(
      fc.integer({ min: -5, max: 20 }).map(String),
      fc.stringMatching(/^[-0-9 .e]{0,10}$/),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(items), fc.constantFrom(',', ';', '::'), (list, separator) => {
        const text = list.join(separator);
        const canonical = text.split(separator).map((item) => item.trim());
        const ids = parseIdList(text, separator);
        expect(canonical).toEqual(expect.arrayContaining(ids.map(String)));
        expect(new Set(ids).size).toBe(ids.length);
      }),
    );
  });
});
