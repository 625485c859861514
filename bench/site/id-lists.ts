/** The number of lists of the same size. */
const LISTS = 200;

/**
 * Returns the lists of ids to request. Each list contains `size` unique ids from 1 to `last`, in random order.
 * The result is deterministic.
 */
export function idLists(size: number, last: number): number[][] {
  const random = randomNumbers(size);
  return Array.from({ length: LISTS }, () => {
    const ids = new Set<number>();
    while (ids.size < size) ids.add(1 + Math.floor(random() * last));
    return [...ids];
  });
}

/** Returns a generator of pseudorandom numbers in [0, 1) that is deterministic for a seed (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
