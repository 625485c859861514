import { expect, it } from 'vitest';
import { printable, quoted } from './quoted.js';

it('quotes a text in one line, cut', () => {
  expect(quoted('a "b"\nc')).toBe('"a \\"b\\"\\nc"');
  expect(quoted('x'.repeat(61))).toBe(`"${'x'.repeat(60)}…"`);
});

it('keeps lines and letters of any script', () => {
  expect(printable('Иван\n👍 é')).toBe('Иван\n👍 é');
});
