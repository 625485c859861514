/** Returns the median of at least one value. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/** Returns the median of a property. */
export function medianOf<Key extends string>(
  all: readonly Readonly<Record<Key, number>>[],
  key: Key,
): number {
  return median(all.map((one) => one[key]));
}
