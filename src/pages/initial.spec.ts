import { describe, expect, it } from 'vitest';
import { initialOf } from './initial.js';

describe('initialOf', () => {
  it.each([
    ['ada', 'A'],
    ['Ольга', 'О'],
    ['王小明', '王'],
    ['</script>', 'S'],
    ['\u202Eحداد', 'ح'],
    ['"42"', '4'],
    ['🦊 Fox', '🦊'],
    ['…', '?'],
    ['', '?'],
  ])('returns the initial of %j: %s', (name, initial) => {
    expect(initialOf(name)).toBe(initial);
  });
});
