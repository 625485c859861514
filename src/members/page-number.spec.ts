import { describe, expect, it } from 'vitest';
import { pageLinks, parsePageNumber } from './page-number.js';

describe('parsePageNumber', () => {
  it('defaults to 1', () => {
    expect(parsePageNumber(undefined)).toBe(1);
  });

  it.each([
    ['1', 1],
    ['42', 42],
    ['9999999', 9_999_999],
  ])('parses %s', (text, number) => {
    expect(parsePageNumber(text)).toBe(number);
  });

  it.each([
    '',
    '0',
    '-1',
    '+1',
    '01',
    '1.5',
    '1e1',
    ' 1',
    'x',
    '١',
    '10000000',
    ['1', '2'],
    { a: '1' },
    null,
    1,
  ])('rejects %j', (value) => {
    expect(parsePageNumber(value)).toBeUndefined();
  });
});

describe('pageLinks', () => {
  it.each([
    [1, 1, [1]],
    [1, 2, [1, 2]],
    [1, 42, [1, 2, null, 42]],
    [2, 42, [1, 2, 3, null, 42]],
    [20, 42, [1, null, 19, 20, 21, null, 42]],
    [41, 42, [1, null, 40, 41, 42]],
    [42, 42, [1, null, 41, 42]],
    [2, 3, [1, 2, 3]],
  ])('links page %i of %i', (page, lastPage, links) => {
    expect(pageLinks(page, lastPage)).toEqual(links);
  });
});
