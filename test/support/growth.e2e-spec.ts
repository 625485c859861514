import { describe, expect, it } from 'vitest';
import { cpuGrowth, LINEAR } from './growth.js';

const letters = (size: number) => 'a'.repeat(size);

describe('cpuGrowth', () => {
  it.each<[name: string, run: (text: string) => unknown]>([
    ['a call that ignores its input', (text) => text.length],
    ['a loop', (text) => [...text].map((letter) => letter.codePointAt(0))],
    ['an anchored pattern', (text) => /^[a-z]*$/.test(text)],
  ])('is below LINEAR for %s', (_, run) => {
    expect(cpuGrowth(letters, run)).toBeLessThan(LINEAR);
  });

  it.each<[name: string, run: (text: string) => unknown]>([
    ['a pattern that starts anew at every letter', (text) => /a+b/.test(text)],
    ['a pattern with two repetitions of the same letter', (text) => /^a*a*b/.test(text)],
    [
      'a text that is copied for each letter',
      (text) => [...text].map((_, index) => text.slice(index).split('')),
    ],
  ])('is above LINEAR for %s', (_, run) => {
    expect(cpuGrowth(letters, run, 500)).toBeGreaterThan(LINEAR);
  });
});
