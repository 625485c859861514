import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FailureCounts, MAX_NETWORKS } from './failure-counts.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('FailureCounts', () => {
  it('counts in windows', () => {
    const counts = new FailureCounts();
    counts.getOrBegin('a', 1_000).counted++;
    vi.advanceTimersByTime(999);
    expect(counts.getOrBegin('a', 1_000).total).toBe(1);
    vi.advanceTimersByTime(1);
    expect(counts.get('a')).toBeUndefined();
    expect(counts.getOrBegin('a', 1_000).total).toBe(0);
  });

  it('does not end a window before the store has counted', () => {
    const counts = new FailureCounts();
    counts.getOrBegin('a', 1_000).underWay++;
    vi.advanceTimersByTime(2_000);
    expect(counts.getOrBegin('a', 1_000).total).toBe(1);
  });

  it('forgets the count whose window began first when there are too many', () => {
    const counts = new FailureCounts();
    for (const key of ['a', 'b']) counts.getOrBegin(key, 1_000).counted++;
    vi.advanceTimersByTime(1_001);
    counts.getOrBegin('a', 1_000).counted++;
    for (let index = 2; index <= MAX_NETWORKS; index++) counts.getOrBegin(`${index}`, 1_000).counted++;
    // `b` began before the new window of `a`.
    expect(counts.get('a')?.total).toBe(1);
    counts.getOrBegin('last', 1_000);
    expect(counts.get('a')).toBeUndefined();
    expect(counts.get('2')?.total).toBe(1);
  });
});
