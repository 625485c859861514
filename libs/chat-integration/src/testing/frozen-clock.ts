import { InvalidOptionsError } from '../chat-integration.errors.js';

/** A clock that stands still until it is told otherwise, for the option `imbachat.clock`. */
export interface FrozenClock {
  /** The time that it shows, in milliseconds since 1970. */
  (): number;
  /** Puts it forward by milliseconds. */
  advance(milliseconds: number): void;
  /** Puts it forward by seconds. */
  advanceSeconds(seconds: number): void;
}

// RFC 3339 section 5.6: without an offset the same text would be another time on another machine.
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;

/**
 * Makes a clock that stands still.
 *
 * @param at the time that it shows: a `Date`, or text as of RFC 3339.
 * @throws {InvalidOptionsError} when that is no time.
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
    throw new InvalidOptionsError(
      [
        {
          path: 'at',
          message: `expected a Date, or text such as '2026-01-02T03:04:05Z', got ${String(at)}. Give the time with its offset, or Z.`,
        },
      ],
      'frozenClock',
    );
  }
  const advance = (milliseconds: number): void => {
    now += milliseconds;
  };
  return Object.assign(() => now, { advance, advanceSeconds: (seconds: number) => advance(seconds * 1000) });
}
