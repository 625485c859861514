import { describe, expect, it } from 'vitest';
import { median } from './median.js';

describe('median', () => {
  it.each([
    [[5], 5],
    [[10, 9, 1], 9],
    [[100, 2, 10, 4], 7],
  ])('returns the median of %j: %d', (values, expected) => {
    expect(median(values)).toBe(expected);
  });

  it('does not sort the array in place', () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });
});
