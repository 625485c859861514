import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidMemberIdError, isUuid, memberIdText, toMemberIdText } from './member-id.js';

const UUID = '42e01f0e-2f7e-4d53-9b0e-2f8c7d0d9a11';
const IDS: [unknown, string][] = [
  [UUID, UUID],
  [UUID.toUpperCase(), UUID.toUpperCase()],
  ['V1StGXR8_Z5jdHi6B-myT', 'V1StGXR8_Z5jdHi6B-myT'],
  ['google-oauth2|1034', 'google-oauth2|1034'],
  ['007', '007'],
  ['x'.repeat(255), 'x'.repeat(255)],
  [42, '42'],
  [Number.MAX_SAFE_INTEGER, '9007199254740991'],
  [1_801_234_567_890_123_457n, '1801234567890123457'],
];
const NO_IDS: unknown[] = ['', ' ', ' a', 'a ', 'a b', 'a\n', 'a\0', 'é', '٣', '🦉', 'x'.repeat(256)].concat([
  1.5,
  Number.NaN,
  Infinity,
  2 ** 53,
  true,
  null,
  undefined,
  [],
  {},
  Buffer.from('a'),
] as never[]);

describe('memberIdText', () => {
  it.each(IDS)('is, of %o, %s', (id, text) => {
    expect(memberIdText(id)).toBe(text);
    expect(toMemberIdText(id)).toBe(text);
  });

  it.each(NO_IDS)('takes %o for nobody', (value) => {
    expect(memberIdText(value)).toBeUndefined();
    expect(() => toMemberIdText(value)).toThrow(InvalidMemberIdError);
  });

  it('never makes one id of two', () => {
    const id = fc.oneof(fc.string({ unit: 'binary-ascii' }), fc.string({ maxLength: 300 }));
    fc.assert(
      fc.property(id, (text) => {
        expect([text, undefined]).toContain(memberIdText(text));
      }),
    );
    fc.assert(
      fc.property(fc.bigInt(), fc.maxSafeInteger(), (large, small) => {
        expect(BigInt(memberIdText(large)!)).toBe(large);
        expect(Number(memberIdText(small)!)).toBe(small === 0 ? 0 : small);
      }),
    );
  });
});

describe('InvalidMemberIdError', () => {
  it('tells what came, in a line, and how to mend it', () => {
    expect(new InvalidMemberIdError(2 ** 60)).toMatchObject({
      code: 'ERR_CHAT_MEMBER_ID_INVALID',
      message: expect.stringMatching(/got 1152921504606847000\. .* give the text or a bigint/),
    });
    expect(new InvalidMemberIdError('x'.repeat(10_000)).message).toMatch(/^.{0,400}$/);
    expect(new InvalidMemberIdError({ password: 'hunter2' }).message).toContain('got an object.');
  });
});

describe('isUuid', () => {
  it.each([UUID, UUID.toUpperCase(), '00000000-0000-0000-0000-000000000000'])('takes %s', (text) => {
    expect(isUuid(text)).toBe(true);
  });

  it.each(['', '42', UUID.slice(1), `${UUID}0`, `{${UUID}}`, UUID.replaceAll('-', ''), `${UUID}\n`])(
    'does not take %j',
    (text) => {
      expect(isUuid(text)).toBe(false);
    },
  );
});
