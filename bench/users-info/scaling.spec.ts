import { describe, expect, it } from 'vitest';
import { growth } from './scaling.js';

describe('growth', () => {
  it('is 1 when the cost grows as the number of ids does', () => {
    expect(
      growth([
        [1, 20],
        [10, 200],
        [1000, 20_000],
      ]),
    ).toBe(1);
  });

  it('is that of the steepest step', () => {
    expect(
      growth([
        [1, 50],
        [10, 100],
        [100, 2000],
        [1000, 3000],
      ]),
    ).toBe(2);
  });

  it('is not known of one number of ids', () => {
    expect(growth([[100, 5]])).toBeNaN();
  });
});
