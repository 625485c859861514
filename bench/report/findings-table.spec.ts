import { describe, expect, it } from 'vitest';
import type { Target } from '../section.js';
import { findingsTable } from './findings-table.js';

const row = (measured: number, target: Target): string | undefined =>
  findingsTable([{ name: 'it', measured, target }]).split('\n')[2];

describe('findingsTable', () => {
  it.each([
    [0.75, { bound: 'at least', value: 0.75 }, '| it | 0.75 | ≥ 0.75 | met |'],
    [0.7, { bound: 'at least', value: 0.75 }, '| it | 0.70 | ≥ 0.75 | not met |'],
    [25, { bound: 'at most', value: 25, unit: ' µs' }, '| it | 25.00 µs | ≤ 25 µs | met |'],
    [25.1, { bound: 'at most', value: 25, unit: ' µs' }, '| it | 25.10 µs | ≤ 25 µs | not met |'],
    [Number.NaN, { bound: 'at most', value: 25 }, '| it | NaN | ≤ 25 | not met |'],
  ] as const)('compares %d with a target', (measured, target, expected) => {
    expect(row(measured, target)).toBe(expected);
  });

  it('compares unrounded values', () => {
    expect(row(0.749, { bound: 'at least', value: 0.75 })).toBe('| it | 0.75 | ≥ 0.75 | not met |');
  });
});
