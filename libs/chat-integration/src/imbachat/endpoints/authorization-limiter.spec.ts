import { Logger } from '@nestjs/common';
import * as fc from 'fast-check';
import { type RateLimiterAbstract, RateLimiterMemory } from 'rate-limiter-flexible';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { resolvedImbaChat } from '../../../../../test/support/options.js';
import { AuthorizationLimiter } from './authorization-limiter.js';
import { clientNetworks } from './client-networks.js';

const ADDRESS = '192.0.2.7';

const warn = vi.spyOn(Logger.prototype, 'warn').mockReturnValue();
const error = vi.spyOn(Logger.prototype, 'error').mockReturnValue();
vi.spyOn(Logger.prototype, 'debug').mockReturnValue();

afterEach(() => {
  vi.useRealTimers();
  warn.mockClear();
  error.mockClear();
});

const limiterOf = (failureLimiter?: RateLimiterAbstract | false): AuthorizationLimiter =>
  new AuthorizationLimiter(resolvedImbaChat({ failureLimiter }));

/** A store that several instances can share: a limiter that is not known to count in memory. */
const sharedStore = (points = 1, delays?: () => Promise<void>): RateLimiterAbstract => {
  const counted = new RateLimiterMemory({ points, duration: 9 });
  const late =
    <T>(call: (key: string) => Promise<T>) =>
    async (key: string): Promise<T> => {
      await delays?.();
      const result = await call(key);
      await delays?.();
      return result;
    };
  return {
    points,
    duration: 9,
    get: late((key) => counted.get(key)),
    penalty: late((key) => counted.penalty(key)),
  } as unknown as RateLimiterAbstract;
};

/** Guesses as the guard does: returns the status. */
const guess = async (limiter: AuthorizationLimiter, address = ADDRESS, isRight = false): Promise<number> => {
  const networks = clientNetworks(address);
  if (limiter.retryAfterSeconds(networks) > 0) return 429;
  const wait = isRight ? await limiter.confirm(networks) : await limiter.report(networks, 'wrong', 'req-7');
  return wait > 0 ? 429 : isRight ? 200 : 401;
};
const fail = async (limiter: AuthorizationLimiter, times: number, address = ADDRESS) => {
  const statuses: number[] = [];
  for (let time = 0; time < times; time++) statuses.push(await guess(limiter, address));
  return statuses.filter((status) => status === 401).length;
};
const waitOf = (limiter: AuthorizationLimiter, address = ADDRESS) =>
  limiter.retryAfterSeconds(clientNetworks(address));

describe('AuthorizationLimiter', () => {
  it('limits a client that has failed a hundred times in a minute, and no other', async () => {
    const limiter = limiterOf();
    expect(await fail(limiter, 99)).toBe(99);
    expect(waitOf(limiter)).toBe(0);
    expect(await fail(limiter, 2)).toBe(1);
    expect(waitOf(limiter)).toBeGreaterThan(50);
    expect(await guess(limiter, ADDRESS, true)).toBe(429);
    expect(await guess(limiter, '192.0.2.8', true)).toBe(200);
    expect(error).not.toHaveBeenCalled();
  });

  it('limits a client no longer when the window has ended', async () => {
    vi.useFakeTimers();
    const limiter = limiterOf(new RateLimiterMemory({ points: 1, duration: 9 }));
    await fail(limiter, 1);
    expect(waitOf(limiter)).toBe(9);
    vi.advanceTimersByTime(9_001);
    expect(await guess(limiter, ADDRESS, true)).toBe(200);
    expect(await fail(limiter, 2)).toBe(1);
  });

  it('counts all addresses of a /64 network as one client, and limits a /48 network after ten times as many', async () => {
    const limiter = limiterOf(new RateLimiterMemory({ points: 2, duration: 9 }));
    expect(await fail(limiter, 1, '2001:db8::1')).toBe(1);
    expect(await fail(limiter, 1, '2001:db8::2')).toBe(1);
    expect(waitOf(limiter, '2001:db8::3')).toBe(9);
    let failures = 2;
    for (let network = 1; network < 100; network++) {
      failures += await fail(limiter, 1, `2001:db8:0:${network.toString(16)}::1`);
    }
    expect(failures).toBe(20);
    expect(await guess(limiter, '2001:db8:0:ffff::1', true)).toBe(429);
    expect(await guess(limiter, '2001:db8:1::1', true)).toBe(200);
  });

  it('limits concurrent guesses', async () => {
    const limiter = limiterOf();
    const statuses = await Promise.all(
      Array.from({ length: 700 }, (_, index) => guess(limiter, ADDRESS, index === 600)),
    );
    expect(statuses.filter((status) => status === 401)).toHaveLength(100);
    expect(statuses[600]).toBe(429);
  });

  it('does not limit concurrent accepted calls, and does not ask a store in memory for them', async () => {
    const limiter = limiterOf(new RateLimiterMemory({ points: 1, duration: 9 }));
    const statuses = await Promise.all(Array.from({ length: 5_000 }, () => guess(limiter, ADDRESS, true)));
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(error).not.toHaveBeenCalled();
  });

  it('looks at no more guesses than the limit, whatever the concurrency and the number of instances', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 3 }),
        fc.array(fc.nat(2), { minLength: 1, maxLength: 40 }),
        fc.nat(50),
        async (scheduler, points, instances, targets, rightAt) => {
          const schedule = scheduler.scheduleFunction(async () => undefined);
          const store = sharedStore(points, schedule);
          const limiters = Array.from({ length: instances }, () => limiterOf(store));
          const guesses = targets.map(async (target, index) => {
            await schedule();
            return guess(limiters[target % instances]!, ADDRESS, index === rightAt);
          });
          const settled = Promise.all(guesses);
          await scheduler.waitFor(settled);
          const statuses = await settled;
          const failures = statuses.filter((status) => status === 401).length;
          expect(failures).toBeLessThanOrEqual(points);
          // A burst can be limited before the limit, while the store is asked; later guesses use what is left.
          const later = fail(limiters[0]!, points + 1);
          await scheduler.waitFor(later);
          expect(failures + (await later)).toBe(points);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('limits a client for the failures on other instances', async () => {
    const store = sharedStore(3);
    const [one, other] = [limiterOf(store), limiterOf(store)];
    expect(await fail(one, 5)).toBe(3);
    expect(await guess(other, ADDRESS, true)).toBe(429);
    expect(waitOf(other)).toBe(9);
    expect(await guess(other, '192.0.2.8', true)).toBe(200);
  });

  it('limits an IPv6 network for the failures on other instances, although the larger network is not limited', async () => {
    const store = sharedStore(2);
    expect(await fail(limiterOf(store), 3, '2001:db8::1')).toBe(2);
    expect(await guess(limiterOf(store), '2001:db8::2', true)).toBe(429);
    expect(await guess(limiterOf(store), '2001:db8:0:1::1', true)).toBe(200);
  });

  it('logs the first failure of a client and the failure that limits it, not every failure', async () => {
    await fail(limiterOf(), 250);
    const details = { requestId: 'req-7', client: ADDRESS, refusal: 'wrong' };
    expect(warn.mock.calls).toEqual([
      [`Refused an unauthorized call from ${ADDRESS}: the login or the password is wrong.`, details],
      [
        expect.stringMatching(
          /^192\.0\.2\.7 failed to authorize as the chat server 100 times and receives 429 for 60 seconds.*'trust proxy', …\), Fastify: trustProxy\)\.$/,
        ),
        details,
      ],
    ]);
  });

  it('does not count a call without credentials', async () => {
    const limiter = limiterOf(new RateLimiterMemory({ points: 1, duration: 9 }));
    expect(await limiter.report(clientNetworks(ADDRESS), 'missing', 'req-7')).toBe(0);
    expect(waitOf(limiter)).toBe(0);
    expect(warn).not.toHaveBeenCalled();
  });

  it('limits no client when it is switched off, and logs every failure', async () => {
    const limiter = limiterOf(false);
    expect(await fail(limiter, 150)).toBe(150);
    expect(await guess(limiter, ADDRESS, true)).toBe(200);
    expect(warn).toHaveBeenCalledTimes(150);
  });

  it('does not wait for a store that hangs', async () => {
    const stored = sharedStore();
    vi.spyOn(stored, 'get').mockReturnValue(new Promise(() => {}));
    expect(await guess(limiterOf(stored), ADDRESS, true)).toBe(200);
    expect(error).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('no response within 250 ms'));
  });

  it('counts by itself while its store fails, logs this once and tries again after a second', async () => {
    vi.useFakeTimers();
    const stored = sharedStore(3);
    const broken = [
      vi.spyOn(stored, 'get').mockRejectedValue(new Error('the store is down')),
      vi.spyOn(stored, 'penalty').mockRejectedValue(new Error('the store is down')),
    ];
    const limiter = limiterOf(stored);
    expect(await guess(limiter, ADDRESS, true)).toBe(200);
    expect(await fail(limiter, 5)).toBe(3);
    expect(await guess(limiter, ADDRESS, true)).toBe(429);
    expect(error).toHaveBeenCalledExactlyOnceWith(
      'The store of failed authorizations does not work, so each instance counts them separately: Error: the store is down',
    );
    for (const spy of broken) spy.mockRestore();
    vi.advanceTimersByTime(9_001);
    expect(await fail(limiter, 4)).toBe(3);
    expect(await guess(limiterOf(stored), ADDRESS, true)).toBe(429);
  });
});
