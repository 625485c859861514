import { describe, expect, it } from 'vitest';
import { parseJson, shortJson, toJson } from './json.js';

const nested = (depth: number): unknown => parseJson('['.repeat(depth) + ']'.repeat(depth));

describe('parseJson', () => {
  it('returns undefined for text that is not JSON', () => {
    expect(parseJson('{"a":1}')).toEqual({ a: 1 });
    expect(parseJson('{')).toBeUndefined();
  });
});

describe('toJson', () => {
  it('returns undefined for a value that is nested too deeply', () => {
    expect(toJson([1])).toBe('[1]');
    expect(toJson(nested(100_000))).toBeUndefined();
  });
});

describe('shortJson', () => {
  it.each([
    [1, '1'],
    ['a"', '"a\\""'],
    [undefined, 'missing'],
    ['a'.repeat(100), `"${'a'.repeat(59)}…`],
    [nested(100_000), 'JSON that is nested too deeply'],
  ])('shows a value', (value, text) => expect(shortJson(value)).toBe(text));
});
