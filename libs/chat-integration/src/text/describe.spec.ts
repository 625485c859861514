import { describe, expect, it } from 'vitest';
import {
  describeSecret,
  describeValue,
  errorLine,
  errorStack,
  isPlainObject,
  logLine,
  MAX_LINE_LENGTH,
  printable,
  quote,
} from './describe.js';

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

describe('logLine', () => {
  it.each([
    ['plain text', 'plain text'],
    ['two\nlines', String.raw`two\nlines`],
    ['\u009b31m', String.raw`\u009b31m`],
    ['x'.repeat(500), 'x'.repeat(500)],
    ['x'.repeat(5_000_000), `${'x'.repeat(499)}…`],
  ])('writes a text on one printable line of limited length', (text, expected) => {
    expect(logLine(text)).toBe(expected);
  });

  it('limits a text that consists of control characters', () => {
    expect(logLine('\u009b'.repeat(5_000))).toHaveLength(MAX_LINE_LENGTH);
  });
});

describe('errorLine', () => {
  it.each<[string, unknown, string]>([
    ['an error', new TypeError('no\nname'), String.raw`TypeError: no\nname`],
    [
      'an error without a message',
      Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' }),
      'ECONNREFUSED',
    ],
    ['text', 'stop\u001b[0m', String.raw`stop\u001b[0m`],
    ['an object', { password: 'hunter2' }, 'an object'],
    ['undefined', undefined, 'undefined'],
    [
      'an error that cannot be read',
      new Proxy(new Error('x'), {
        get: () => {
          throw new Error('read');
        },
      }),
      'an error that cannot be read',
    ],
  ])('describes %s', (_, error, line) => {
    expect(errorLine(error)).toBe(line);
  });
});

describe('errorStack', () => {
  it('adds frames of the stack, each on its line', () => {
    const [line, ...frames] = errorStack(new Error('down')).split('\n');
    expect(line).toBe('Error: down');
    expect(frames.length).toBeGreaterThan(1);
    expect(frames.length).toBeLessThanOrEqual(10);
    expect(frames).toSatisfy((texts: string[]) => texts.every((text) => text.startsWith('    at ')));
  });

  it('limits a long message and does not take it for frames', () => {
    const stack = errorStack(new Error(`down\n    at forged\u009b${'x'.repeat(5_000_000)}`));
    expect(stack.length).toBeLessThan(11 * (MAX_LINE_LENGTH + 1));
    expect(stack.split('\n')[1]).toContain('describe.spec');
    expect(stack).not.toContain('\u009b');
  });

  it.each([['text'], [Object.assign(new Error('down'), { stack: 5 })]])(
    'returns one line for %o',
    (error) => {
      expect(errorStack(error)).toBe(errorLine(error));
    },
  );
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
