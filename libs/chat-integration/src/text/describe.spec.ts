import { describe, expect, it } from 'vitest';
import { describeSecret, describeValue, isPlainObject, printable, quote } from './describe.js';

describe('printable', () => {
  it('escapes control characters and characters that change the direction of text', () => {
    expect(printable('a\u001b[31m\tb\u202ec\u2066d\u2028e\r')).toBe(
      String.raw`a\u001b[31m\u0009b\u202ec\u2066d\u2028e\u000d`,
    );
  });

  it.each(['two\nlines', 'Åda 李小龍 👩‍👩‍👧', 'שלום'])('returns %j unchanged', (text) => {
    expect(printable(text)).toBe(text);
  });
});

describe('quote', () => {
  it.each([
    ['text', '"text"'],
    ['', '""'],
    ['say "hi"', String.raw`"say \"hi\""`],
    ['two\nlines', String.raw`"two\nlines"`],
    ['\u202eevil', String.raw`"\u202eevil"`],
    ['x'.repeat(60), `"${'x'.repeat(60)}"`],
    ['x'.repeat(61), `"${'x'.repeat(60)}…"`],
  ])('writes %j as %s', (text, expected) => {
    expect(quote(text)).toBe(expected);
  });
});

describe('describeValue', () => {
  it.each([
    ['text\n', String.raw`"text\n"`],
    [42n, '42n'],
    [() => 1, 'a function'],
    [[1, 2], 'an array'],
    [{ password: 'hunter2' }, 'an object'],
    [null, 'null'],
    [undefined, 'undefined'],
    [Number.NaN, 'NaN'],
    [Symbol('s'), 'Symbol(s)'],
  ])('describes %o as %s', (value, expected) => {
    expect(describeValue(value)).toBe(expected);
  });
});

describe('describeSecret', () => {
  it.each([
    ['', 'an empty string'],
    ['hunter2', 'a string of 7 characters'],
    [['hunter2', 'hunter3'], 'an array of 2'],
    [1000, 'a value of type number'],
    [{ key: 'hunter2' }, 'a value of type object'],
    [null, 'null'],
    [undefined, 'undefined'],
  ])('describes %o as %s, without its content', (value, expected) => {
    expect(describeSecret(value)).toBe(expected);
  });
});

describe('isPlainObject', () => {
  it.each([{}, { a: 1 }, Object.create(null), new Date(0)])('accepts %o', (value: unknown) => {
    expect(isPlainObject(value)).toBe(true);
  });

  it.each([null, undefined, [], 'text', 5, () => 1])('rejects %o', (value) => {
    expect(isPlainObject(value)).toBe(false);
  });
});
