import { describe, expect, it } from 'vitest';
import { idLists } from './id-lists.js';

describe('idLists', () => {
  it('returns lists of unique ids from 1 to the last id', () => {
    for (const list of idLists(100, 150)) {
      expect(new Set(list).size).toBe(100);
      expect(Math.min(...list)).toBeGreaterThanOrEqual(1);
      expect(Math.max(...list)).toBeLessThanOrEqual(150);
    }
  });

  it('can return lists of all ids', () => {
    for (const list of idLists(10, 10)) {
      expect(list.toSorted((one, other) => one - other)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    }
  });

  it('is deterministic and returns different lists', () => {
    const lists = idLists(10, 10_000);
    expect(idLists(10, 10_000)).toEqual(lists);
    expect(new Set(lists.map(String)).size).toBe(lists.length);
  });
});
