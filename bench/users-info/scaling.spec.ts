import { describe, expect, it } from 'vitest';
import { growth } from './scaling.js';

describe('growth', () => {
  it('is 1 if the cost is proportional to the number of ids', () => {
    expect(
      growth([
        [1, 20],
        [10, 200],
        [1000, 20_000],
      ]),
    ).toBe(1);
  });

  it('is the growth of the steepest step', () => {
    expect(
      growth([
        [1, 50],
        [10, 100],
        [100, 2000],
        [1000, 3000],
      ]),
    ).toBe(2);
  });

  it('is NaN for a single number of ids', () => {
    expect(growth([[100, 5]])).toBeNaN();
  });
});
