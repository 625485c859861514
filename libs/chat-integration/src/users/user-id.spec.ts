import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidUserIdError, isUserId, MAX_USER_ID_LENGTH, toUserId } from './user-id.js';

const UUID = '6f1c1f0e-2f7e-4d53-9b0e-2f8c7d0d9a11';
const IDS = [1, 0, -5, 42, Number.MAX_SAFE_INTEGER, 'ada', UUID, 'auth0|5f7c8ec7', 'юзер']
  .concat(['01', '1e3', '1.5', '0x1A', '+1', '-0', '12345678901234567890', 'x'.repeat(MAX_USER_ID_LENGTH)])
  .concat(['٣', '１', 'NaN', 'null']);
const NO_IDS = ([1.5, Number.NaN, Infinity, Number.MAX_SAFE_INTEGER + 1] as unknown[])
  .concat(['', ' ', ' 7', '7\n', 'a b', 'a\u0000', 'a\u200b', 'a\u202eb', '\ud800'])
  .concat(['x'.repeat(MAX_USER_ID_LENGTH + 1), true, false, null, undefined])
  .concat([[], [1], {}, { id: 1 }, new Date(1), () => 1, Symbol('1')]);

describe('isUserId', () => {
  it.each([...IDS, '42'])('accepts %j', (id) => {
    expect(isUserId(id)).toBe(true);
  });

  it.each([...NO_IDS, 42n])('rejects %o', (value) => {
    expect(isUserId(value)).toBe(false);
  });
});

describe('toUserId', () => {
  it.each(IDS)('returns %j unchanged', (id) => {
    expect(toUserId(id)).toBe(id);
  });

  it.each<[unknown, number | string]>([
    ['42', 42],
    ['0', 0],
    ['-5', -5],
    [42n, 42],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
    ['9007199254740992', '9007199254740992'],
    [9_223_372_036_854_775_807n, '9223372036854775807'],
  ])('reads %o as %o', (value, id) => {
    expect(toUserId(value)).toBe(id);
  });

  it('never changes the text of an id', () => {
    const digits = fc.stringMatching(/^[-0-9+.eE_,]{1,20}$/);
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'grapheme' }).filter(isUserId), digits), (text) => {
        expect(String(toUserId(text))).toBe(text);
      }),
    );
  });

  it.each(NO_IDS)('refuses %o', (value) => {
    expect(() => toUserId(value)).toThrow(InvalidUserIdError);
  });

  it('describes the expected and the given value, and the fix, on one line', () => {
    expect(() => toUserId({ password: 'hunter2' })).toThrow(
      expect.objectContaining({
        name: 'InvalidUserIdError',
        code: 'ERR_CHAT_USER_ID_INVALID',
        message:
          'Expected a user id, an integer or text of 1 to 255 characters without spaces, but got an object. ' +
          'Fix: pass the id as it is in your database, or null for a guest.',
      }),
    );
    expect(() => toUserId('x '.repeat(10_000))).toThrow(/^.{0,300}$/);
  });
});
