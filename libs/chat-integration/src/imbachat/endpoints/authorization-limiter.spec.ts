import { Logger } from '@nestjs/common';
import { type RateLimiterAbstract, RateLimiterMemory } from 'rate-limiter-flexible';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { resolvedImbaChat } from '../../../../../test/support/options.js';
import { AuthorizationLimiter, clientNetwork } from './authorization-limiter.js';

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

/** A limiter that allows one failure and is not known to count in memory. */
const storedLimiter = (): RateLimiterAbstract => {
  const counted = new RateLimiterMemory({ points: 1, duration: 9 });
  const limiter = { points: 1, get: counted.get.bind(counted), penalty: counted.penalty.bind(counted) };
  return limiter as unknown as RateLimiterAbstract;
};

const fail = async (limiter: AuthorizationLimiter, times: number, address = ADDRESS) => {
  for (let time = 0; time < times; time++) await limiter.report(address, 'wrong', 'req-7');
};

describe('AuthorizationLimiter', () => {
  it('limits a client that has failed a hundred times in a minute, and no other', async () => {
    const limiter = limiterOf();
    await fail(limiter, 99);
    expect(await limiter.retryAfterSeconds(ADDRESS)).toBe(0);
    await fail(limiter, 1);
    expect(await limiter.retryAfterSeconds(ADDRESS)).toBeGreaterThan(50);
    expect(await limiter.retryAfterSeconds('192.0.2.8')).toBe(0);
  });

  it('counts all addresses of an IPv6 network as one client', async () => {
    const limiter = limiterOf(new RateLimiterMemory({ points: 2, duration: 9 }));
    await fail(limiter, 1, '2001:db8::1');
    await fail(limiter, 1, '2001:db8::2');
    expect(await limiter.retryAfterSeconds('2001:db8::3')).toBe(9);
  });

  it('logs the first failure of a client and the failure that limits it, not every failure', async () => {
    await fail(limiterOf(), 250);
    const details = { requestId: 'req-7', client: ADDRESS, refusal: 'wrong' };
    expect(warn.mock.calls).toEqual([
      [`Refused an unauthorized call from ${ADDRESS}: the login or the password is wrong.`, details],
      [
        expect.stringMatching(
          /^192\.0\.2\.7 failed to authorize as the chat server 100 times .*'trust proxy'/,
        ),
        details,
      ],
    ]);
  });

  it('does not count a call without credentials', async () => {
    const limiter = limiterOf(new RateLimiterMemory({ points: 1, duration: 9 }));
    await limiter.report(ADDRESS, 'missing', 'req-7');
    expect(await limiter.retryAfterSeconds(ADDRESS)).toBe(0);
    expect(warn).not.toHaveBeenCalled();
  });

  it('limits no client when it is switched off, and logs every failure', async () => {
    const limiter = limiterOf(false);
    await fail(limiter, 150);
    expect(await limiter.retryAfterSeconds(ADDRESS)).toBe(0);
    expect(warn).toHaveBeenCalledTimes(150);
  });

  it('does not wait for a store that hangs', async () => {
    const stored = storedLimiter();
    vi.spyOn(stored, 'get').mockReturnValue(new Promise(() => {}));
    expect(await limiterOf(stored).retryAfterSeconds(ADDRESS)).toBe(0);
    expect(error).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('no response within 250 ms'));
  });

  it('limits no client while its store fails, logs this once and tries again after a second', async () => {
    vi.useFakeTimers();
    const stored = storedLimiter();
    const broken = vi.spyOn(stored, 'get').mockRejectedValue(new Error('the store is down'));
    vi.spyOn(stored, 'penalty').mockRejectedValueOnce(new Error('the store is down'));
    const limiter = limiterOf(stored);
    await fail(limiter, 1);
    expect(await limiter.retryAfterSeconds(ADDRESS)).toBe(0);
    expect(error).toHaveBeenCalledExactlyOnceWith(
      'Failed authorizations cannot be counted, so no client is limited: Error: the store is down',
    );
    broken.mockRestore();
    vi.advanceTimersByTime(1_001);
    await fail(limiter, 1);
    expect(await limiter.retryAfterSeconds(ADDRESS)).toBe(9);
  });
});

describe('clientNetwork', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:0001:2:ffff::1', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['not:an:address', 'not:an:address'],
    ['', ''],
  ])('returns the network of %j as %j', (address, network) => {
    expect(clientNetwork(address)).toBe(network);
  });
});
