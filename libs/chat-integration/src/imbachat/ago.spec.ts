import { describe, expect, it } from 'vitest';
import { ago } from './ago.js';

describe('ago', () => {
  it.each([
    [1_000, '1 second ago'],
    [119_000, '119 seconds ago'],
    [300_000, '5 minutes ago'],
    [90 * 60_000, '90 minutes ago'],
    [7 * 3_600_000, '7 hours ago'],
    [-25_199_500, 'in 7 hours'],
    [72 * 3_600_000, '3 days ago'],
  ])('says %i ms as %s', (milliseconds, text) => {
    expect(ago(milliseconds)).toBe(text);
  });
});
