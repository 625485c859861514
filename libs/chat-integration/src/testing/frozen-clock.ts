import { InvalidOptionsError } from '../chat-integration.errors.js';
import { describeValue } from '../text/describe.js';

/** A clock whose time changes only when the test advances it, for the option `imbachat.clock`. */
export interface FrozenClock {
  /** Returns the time of the clock, in milliseconds since 1970. */
  (): number;
  /** Advances the clock by milliseconds. */
  advance(milliseconds: number): void;
  /** Advances the clock by seconds. */
  advanceSeconds(seconds: number): void;
}

// RFC 3339 section 5.6: without an offset, the same text would be a different time on another machine.
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;

/**
 * Creates a clock whose time changes only when the test advances it.
 *
 * @param at the time of the clock: a `Date`, or text as in RFC 3339.
 * @throws {InvalidOptionsError} when `at` is not a valid time.
 * @example
 * ```ts
 * const clock = frozenClock('2026-01-02T03:04:05Z');
 * ChatIntegrationModule.forRoot({ imbachat: { clock, tokenTtlSeconds: 60, … }, … });
 * const token = tokens.issue(42);
 * clock.advanceSeconds(61);
 * expect(() => tokens.verify(token)).toThrow(ExpiredTokenError);
 * ```
 */
export function frozenClock(at: string | Date): FrozenClock {
  let now = at instanceof Date ? at.getTime() : DATE_TIME.test(at) ? Date.parse(at) : Number.NaN;
  if (Number.isNaN(now)) {
    const message =
      `expected a Date, or text such as '2026-01-02T03:04:05Z', but got ${at instanceof Date ? 'an invalid Date' : describeValue(at)}. ` +
      'Fix: include the offset, or Z for UTC.';
    throw new InvalidOptionsError([{ path: 'at', message }], 'frozenClock');
  }
  const advance = (milliseconds: number): void => {
    now += milliseconds;
  };
  return Object.assign(() => now, { advance, advanceSeconds: (seconds: number) => advance(seconds * 1000) });
}
