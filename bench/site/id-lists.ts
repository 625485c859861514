/** How many lists of ids there are of a size. */
const LISTS = 200;

/**
 * The lists of ids that are asked for, the same ones every time: each holds `size` different ids from 1 to
 * `last`, in no order.
 */
export function idLists(size: number, last: number): number[][] {
  const random = randomNumbers(size);
  return Array.from({ length: LISTS }, () => {
    const ids = new Set<number>();
    while (ids.size < size) ids.add(1 + Math.floor(random() * last));
    return [...ids];
  });
}

/** Numbers from 0 to 1, exclusive, that look random and are the same for the same seed (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
