/** Parses a page number, an integer of at least 1. Returns 1 if it is missing, and `undefined` if it is invalid. */
export function parsePageNumber(value: unknown): number | undefined {
  if (value === undefined) return 1;
  return typeof value === 'string' && /^[1-9][0-9]{0,6}$/.test(value) ? Number(value) : undefined;
}

/** Returns the pages to link to: the first, the last, and the pages around `page`. `null` represents a gap. */
export function pageLinks(page: number, lastPage: number): (number | null)[] {
  const linked = [1, page - 1, page, page + 1, lastPage];
  const numbers = [...new Set(linked)].filter((n) => n >= 1 && n <= lastPage).toSorted((a, b) => a - b);
  return numbers.flatMap((n, i) => (i > 0 && n - numbers[i - 1]! > 1 ? [null, n] : [n]));
}
