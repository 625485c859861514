import type { ValueTransformer } from 'typeorm';

/**
 * Stores a date as Unix seconds, because the three databases interpret dates without a time zone differently.
 */
export const unixSeconds: ValueTransformer = {
  to: (date: Date | null | undefined) => (date ? Math.floor(date.getTime() / 1000) : date),
  // The PostgreSQL and MySQL drivers return a bigint as a string.
  from: (seconds: number | string | null) => (seconds === null ? null : new Date(Number(seconds) * 1000)),
};
