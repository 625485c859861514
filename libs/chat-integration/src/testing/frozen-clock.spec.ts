import { describe, expect, it } from 'vitest';
import { InvalidOptionsError } from '../chat-integration.errors.js';
import { frozenClock } from './frozen-clock.js';

describe('frozenClock', () => {
  it.each(['2026-01-02T03:04:05Z', '2026-01-02T04:04:05.000+01:00', new Date(1_767_323_045_000)])(
    'does not change by itself: %s',
    (at) => {
      const clock = frozenClock(at);
      expect([clock(), clock()]).toEqual([1_767_323_045_000, 1_767_323_045_000]);
    },
  );

  it('advances when the test says so, separately from other clocks', () => {
    const [clock, other] = [frozenClock('2026-01-02T03:04:05Z'), frozenClock('2026-01-02T03:04:05Z')];
    clock.advance(1);
    clock.advanceSeconds(60);
    expect(clock() - other()).toBe(60_001);
  });

  it.each(['2026-01-02T03:04:05', '2026-01-02', 'now', '2026-13-02T03:04:05Z', new Date('now')])(
    'refuses %s with an error that says how to fix it',
    (at) => {
      expect(() => frozenClock(at)).toThrow(InvalidOptionsError);
      expect(() => frozenClock(at)).toThrow(/such as '2026-01-02T03:04:05Z', but got .*include the offset/s);
    },
  );
});
