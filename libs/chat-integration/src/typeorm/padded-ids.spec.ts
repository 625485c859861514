import { describe, expect, it } from 'vitest';
import { fillSlots, idSlots, paddedLength } from './padded-ids.js';

describe('paddedLength', () => {
  it.each([
    [1, 1],
    [2, 2],
    [3, 4],
    [4, 4],
    [5, 8],
    [512, 512],
    [513, 1024],
    [1000, 1024],
    [1024, 1024],
    [1025, 2048],
    [100_000, 131_072],
  ])('for %i ids is %i', (count, length) => {
    expect(paddedLength(count)).toBe(length);
  });
});

describe('fillSlots', () => {
  it('puts each id into its slot and repeats the last one', () => {
    expect(fillSlots(idSlots(4), ['7', '8', '9'])).toStrictEqual(['7', '8', '9', '9']);
    expect(fillSlots(idSlots(1), ['7'])).toStrictEqual(['7']);
  });

  it('fills slots at any position and keeps other parameters', () => {
    const [first, second] = idSlots(2);

    expect(fillSlots(['staff', second, null, first, first], [1, 2])).toStrictEqual(['staff', 2, null, 1, 1]);
  });

  it('does not change the compiled parameters', () => {
    const slots = Object.freeze(idSlots(2));

    expect(fillSlots(slots, [1])).toStrictEqual([1, 1]);
    expect(fillSlots(slots, [2])).toStrictEqual([2, 2]);
  });
});
