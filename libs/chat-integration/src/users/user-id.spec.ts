import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidUserIdError, isUserId, MAX_USER_ID, parseUserId, toUserId } from './user-id.js';

const IDS = [1, 7, 42, 1_000, MAX_USER_ID];
const UUID = '42e01f0e-2f7e-4d53-9b0e-2f8c7d0d9a11';
const NO_ID_TEXTS = ['', ' ', '0', '-1', '+1', '01', '1.5', '1.0', '1e3', '0x1A', '0b1', '1_000', '1,000']
  .concat([' 7', '7 ', '7\n', 'abc', '1abc', 'abc1', '٣', '１', '²', '1000000000', '9223372036854775808'])
  .concat(['NaN', 'Infinity', UUID]);
const NO_ID_VALUES = ([0, -0, -1, 1.5, MAX_USER_ID + 1, Number.NaN, Infinity] as unknown[])
  .concat([42n, true, false, null, undefined])
  .concat([[], [1], {}, { id: 1 }, new Date(1), () => 1, Symbol('1')]);

describe('isUserId', () => {
  it.each(IDS)('takes %d', (id) => {
    expect(isUserId(id)).toBe(true);
  });

  it.each([...NO_ID_VALUES, ...IDS.map(String)])('does not take %o', (value) => {
    expect(isUserId(value)).toBe(false);
  });
});

describe('parseUserId', () => {
  it.each(IDS)('reads %d', (id) => {
    expect(parseUserId(String(id))).toBe(id);
  });

  it.each(NO_ID_TEXTS)('casts %j onto nobody', (text) => {
    expect(parseUserId(text)).toBeUndefined();
  });

  it('reads only what an id is written as', () => {
    const digits = fc.stringMatching(/^[-0-9 +.eE_,]{0,11}$/);
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), digits), (text) => {
        const id = parseUserId(text);
        expect(id === undefined || (isUserId(id) && String(id) === text)).toBe(true);
      }),
    );
  });
});

describe('toUserId', () => {
  it.each(IDS)('takes %d and its canonical text', (id) => {
    expect(toUserId(id)).toBe(id);
    expect(toUserId(String(id))).toBe(id);
  });

  it.each([...NO_ID_VALUES, ...NO_ID_TEXTS])('refuses %o', (value) => {
    expect(() => toUserId(value)).toThrow(InvalidUserIdError);
  });

  it('tells of a UUID what came and the way out', () => {
    expect(() => toUserId(UUID)).toThrow(
      new RegExp(
        `an integer from 1 to 999999999, got '${UUID}'.*give each a number of its own, as ChatUserNumbers`,
      ),
    );
  });

  it('shows of a value no more than fits into a line', () => {
    expect(() => toUserId('x'.repeat(10_000))).toThrow(/^.{0,400}$/);
    expect(() => toUserId({ password: 'hunter2' })).toThrow(/got an object\./);
  });

  it('throws an error that a program can tell by its code', () => {
    expect(() => toUserId(0)).toThrow(
      expect.objectContaining({ code: 'ERR_CHAT_USER_ID_INVALID', name: 'InvalidUserIdError' }),
    );
  });
});
