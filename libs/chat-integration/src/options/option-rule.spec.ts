import { IsOptional } from 'class-validator';
import { describe, expect, it } from 'vitest';
import { describe as inWords, describeSecret, isPlainObject, problemsOf, Rule } from './option-rule.js';

class Schema {
  @Rule({ expected: 'a number', remedy: 'Give one.' }, (value) => typeof value === 'number')
  count: unknown;

  @IsOptional()
  @Rule({ expected: 'a key', remedy: 'Copy it.', secret: true }, (value) => value === 'right')
  key: unknown;
}

describe('problemsOf', () => {
  it('finds nothing wrong with what follows the rules', () => {
    expect(problemsOf(Schema, { count: 1 }, 'site')).toEqual([]);
    expect(problemsOf(Schema, { count: 1, key: 'right' }, 'site')).toEqual([]);
  });

  it('names path, what is expected, what came and how to mend it, for every problem', () => {
    expect(problemsOf(Schema, { count: '1', key: 'hunter2', colour: 'red' }, 'site')).toEqual(
      expect.arrayContaining([
        { path: 'site.count', message: 'expected a number, got "1". Give one.' },
        { path: 'site.key', message: 'expected a key, got a string of 7 characters. Copy it.' },
        { path: 'site.colour', message: 'there is no such option. Check its spelling, or take it out.' },
      ]),
    );
  });

  it('names a missing option', () => {
    expect(problemsOf(Schema, {}, '')).toEqual([
      { path: 'count', message: 'expected a number, got undefined. Give one.' },
    ]);
  });

  it.each([null, 'text', 5, []])('refuses %o, which is no object of options', (raw) => {
    expect(problemsOf(Schema, raw, 'site')).toEqual([
      { path: 'site', message: `expected an object of options, got ${inWords(raw)}.` },
    ]);
  });
});

describe('a value in words', () => {
  it.each([
    ['text', '"text"'],
    ['two\nlines', String.raw`"two\nlines"`],
    ['x'.repeat(61), `"${'x'.repeat(60)}…"`],
    [[1, 2], 'an array'],
    [{ a: 1 }, 'an object'],
    [null, 'null'],
    [undefined, 'undefined'],
    [Number.NaN, 'NaN'],
    [Symbol('s'), 'Symbol(s)'],
  ])('puts %o into one line', (value, words) => {
    expect(inWords(value)).toBe(words);
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
  ])('shows nothing of %o', (value, words) => {
    expect(describeSecret(value)).toBe(words);
  });
});

describe('isPlainObject', () => {
  it.each([{}, { a: 1 }, Object.create(null), new Schema()])('takes %o', (value: unknown) => {
    expect(isPlainObject(value)).toBe(true);
  });

  it.each([null, undefined, [], 'text', 5, () => 1])('does not take %o', (value) => {
    expect(isPlainObject(value)).toBe(false);
  });
});
