import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { UserId } from '../../users/user-id.js';
import {
  IdentityUserNumbers,
  InvalidUserNumberError,
  isUserNumber,
  MAX_USER_NUMBER,
  parseUserNumber,
  parseUserNumbers,
  toUserNumber,
} from './user-numbers.js';

const UUID = '42e01f0e-2f7e-4d53-9b0e-2f8c7d0d9a11';
const NUMBERS = [1, 7, 42, 1_000, MAX_USER_NUMBER];
const NOT_NUMBERS = ([0, -0, -1, 1.5, MAX_USER_NUMBER + 1, Number.NaN, Infinity] as unknown[])
  .concat([42n, true, false, null, undefined])
  .concat([[], [1], {}, { id: 1 }, new Date(1), () => 1, Symbol('1')]);
const NOT_NUMBER_TEXTS = [
  '',
  ' ',
  '0',
  '-1',
  '+1',
  '01',
  '1.5',
  '1.0',
  '1e3',
  '0x1A',
  '0b1',
  '1_000',
  '1,000',
]
  .concat([' 7', '7 ', '7\n', '1\u00002', 'abc', '1abc', 'abc1', '٣', '１', '²'])
  .concat(['1000000000', '9223372036854775808', 'NaN', 'Infinity', UUID]);

describe('isUserNumber', () => {
  it.each(NUMBERS)('accepts %d', (number) => {
    expect(isUserNumber(number)).toBe(true);
  });

  it.each([...NOT_NUMBERS, '42'])('rejects %o', (value) => {
    expect(isUserNumber(value)).toBe(false);
  });
});

describe('parseUserNumber', () => {
  it.each(NUMBERS)('reads %d', (number) => {
    expect(parseUserNumber(String(number))).toBe(number);
  });

  it.each(NOT_NUMBER_TEXTS)('does not read %j as a number', (text) => {
    expect(parseUserNumber(text)).toBeUndefined();
  });

  it('reads a number only from its own decimal text', () => {
    const digits = fc.stringMatching(/^[-0-9 +.eE_,]{0,11}$/);
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), digits), (text) => {
        const number = parseUserNumber(text);
        expect(number === undefined || (isUserNumber(number) && String(number) === text)).toBe(true);
      }),
    );
  });
});

describe('toUserNumber', () => {
  it.each(NUMBERS)('accepts %d and its decimal text', (number) => {
    expect(toUserNumber(number)).toBe(number);
    expect(toUserNumber(String(number))).toBe(number);
  });

  it.each([...NOT_NUMBERS, ...NOT_NUMBER_TEXTS])('refuses %o', (value) => {
    expect(() => toUserNumber(value)).toThrow(InvalidUserNumberError);
  });

  it('describes the expected and the given value, and the fix', () => {
    expect(() => toUserNumber(UUID)).toThrow(
      expect.objectContaining({
        name: 'InvalidUserNumberError',
        code: 'ERR_CHAT_USER_NUMBER_INVALID',
        message: expect.stringMatching(
          new RegExp(
            `^Expected a user number, an integer from 1 to 999999999, but got "${UUID}"\\..* ` +
              'Fix: for UUIDs and longer ids set the option `userNumbers`, for example to typeOrmUserNumbers\\(\\)',
          ),
        ),
      }),
    );
  });
});

describe('parseUserNumbers', () => {
  it.each([
    ['one number', '1', [1]],
    ['several, in the order of the request', '3,1,2', [3, 1, 2]],
    ['the largest number', '999999999', [999_999_999]],
    ['a repeated number once', '2,1,2,2,1', [2, 1]],
    ['numbers with spaces around them', ' 1 ,\t2\n,  3', [1, 2, 3]],
    ['numbers between empty items', ',1,,2,', [1, 2]],
    ['an empty list', '', []],
    ['a separator alone', ',', []],
    ['spaces alone', '  ', []],
    ['a list with another separator', '1;2', []],
    ['two numbers with a space between them', '1 2', []],
  ])('reads %s', (_, list, numbers) => {
    expect(parseUserNumbers(list, ',')).toEqual(numbers);
  });

  it('drops items that are not a number and keeps the others', () => {
    const items = NOT_NUMBER_TEXTS.filter((text) => !text.includes(',') && text.trim() === text);
    expect(parseUserNumbers(['7', ...items, '8'].join(','), ',')).toEqual([7, 8]);
  });

  it.each([';', '|', ' ', ', ', 'and', '.', '+'])('splits at the separator %j', (separator) => {
    expect(parseUserNumbers(`3${separator}1${separator}2`, separator)).toEqual([3, 1, 2]);
  });

  it('returns only numbers that are an item of the list, each once', () => {
    const item = fc.oneof(
      fc.integer({ min: -5, max: 20 }).map(String),
      fc.stringMatching(/^[-0-9 .e]{0,10}$/),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(item), fc.constantFrom(',', ';', '::'), (list, separator) => {
        const text = list.join(separator);
        const items = text.split(separator).map((each) => each.trim());
        const numbers = parseUserNumbers(text, separator);
        expect(items).toEqual(expect.arrayContaining(numbers.map(String)));
        expect(new Set(numbers).size).toBe(numbers.length);
      }),
    );
  });
});

describe('IdentityUserNumbers', () => {
  const userNumbers = new IdentityUserNumbers();

  it('returns an integer and its decimal text as their own number, by the id as given', async () => {
    expect(await userNumbers.numbersOf([1, '42', MAX_USER_NUMBER])).toEqual(
      new Map<UserId, number>([
        [1, 1],
        ['42', 42],
        [MAX_USER_NUMBER, MAX_USER_NUMBER],
      ]),
    );
  });

  it.each([0, -1, MAX_USER_NUMBER + 1, '1000000000', '01', '1e3', 'ada', UUID])(
    'has no number for the id %o',
    async (id) => {
      expect(await userNumbers.numbersOf([id, 7])).toEqual(new Map([[7, 7]]));
    },
  );

  it('returns a number as the id of its user', async () => {
    expect(await userNumbers.idsOf([3, 1])).toEqual(
      new Map([
        [3, 3],
        [1, 1],
      ]),
    );
  });
});
