import type { ValueTransformer } from 'typeorm';

/**
 * Keeps a moment as Unix seconds. The three databases disagree on what a date without a time zone means;
 * on integers they agree.
 */
export const unixSeconds: ValueTransformer = {
  to: (moment: Date | null | undefined) => (moment ? Math.floor(moment.getTime() / 1000) : moment),
  // PostgreSQL and MySQL give a bigint as text.
  from: (seconds: number | string | null) => (seconds === null ? null : new Date(Number(seconds) * 1000)),
};
