/** The number of a page, from 1 on: 1 when none is given, `undefined` for what is no number of a page. */
export function parsePageNumber(value: unknown): number | undefined {
  if (value === undefined) return 1;
  return typeof value === 'string' && /^[1-9][0-9]{0,6}$/.test(value) ? Number(value) : undefined;
}

/** The pages to link to from a page: the first, the last and the neighbours; `null` where some are left out. */
export function pageLinks(page: number, lastPage: number): (number | null)[] {
  const wanted = [1, page - 1, page, page + 1, lastPage];
  const numbers = [...new Set(wanted)].filter((n) => n >= 1 && n <= lastPage).toSorted((a, b) => a - b);
  return numbers.flatMap((n, i) => (i > 0 && n - numbers[i - 1]! > 1 ? [null, n] : [n]));
}
