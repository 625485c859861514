import { Logger } from '@nestjs/common';
import { type RateLimiterAbstract, RateLimiterMemory } from 'rate-limiter-flexible';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { resolvedImbaChat } from '../../../../test/support/options.js';
import { FailedAuthorizations } from './failed-authorizations.js';

const warn = vi.spyOn(Logger.prototype, 'warn').mockReturnValue();
const error = vi.spyOn(Logger.prototype, 'error').mockReturnValue();
vi.spyOn(Logger.prototype, 'debug').mockReturnValue();

afterEach(() => {
  warn.mockClear();
  error.mockClear();
});

const failuresOf = (failureLimiter?: RateLimiterAbstract | false): FailedAuthorizations =>
  new FailedAuthorizations(resolvedImbaChat(failureLimiter === undefined ? {} : { failureLimiter }));

/** A limiter of one failure that is not known to count in memory. */
const storedLimiter = (): RateLimiterAbstract => {
  const counted = new RateLimiterMemory({ points: 1, duration: 9 });
  const limiter = { points: 1, get: counted.get.bind(counted), penalty: counted.penalty.bind(counted) };
  return limiter as unknown as RateLimiterAbstract;
};

const fail = async (failures: FailedAuthorizations, times: number, address = '192.0.2.7') => {
  for (let time = 0; time < times; time++) await failures.report(address, 'wrong', 'req-7');
};

describe('FailedAuthorizations', () => {
  it('limits a client that has failed a hundred times in a minute, and no other', async () => {
    const failures = failuresOf();
    await fail(failures, 99);
    expect(await failures.retryAfterSeconds('192.0.2.7')).toBe(0);
    await fail(failures, 1);
    expect(await failures.retryAfterSeconds('192.0.2.7')).toBeGreaterThan(50);
    expect(await failures.retryAfterSeconds('192.0.2.8')).toBe(0);
  });

  it('counts all addresses of an IPv6 network as one client', async () => {
    const failures = failuresOf(new RateLimiterMemory({ points: 2, duration: 9 }));
    await fail(failures, 1, '2001:db8::1');
    await fail(failures, 1, '2001:db8::2');
    expect(await failures.retryAfterSeconds('2001:db8::3')).toBe(9);
  });

  it('tells the log of the first failure and of the limit, not of each', async () => {
    await fail(failuresOf(), 250);
    expect(warn.mock.calls.map(([message]) => String(message).split('.')[0])).toHaveLength(2);
    const details = { requestId: 'req-7', client: '192.0.2.7', refusal: 'wrong' };
    expect(warn).toHaveBeenNthCalledWith(1, expect.stringContaining('Refused a call of 192.0.2.7'), details);
    expect(warn).toHaveBeenNthCalledWith(2, expect.stringContaining('has failed 100 times'), details);
  });

  it('does not count a call without credentials', async () => {
    const failures = failuresOf(new RateLimiterMemory({ points: 1, duration: 9 }));
    await failures.report('192.0.2.7', 'missing', 'req-7');
    expect(await failures.retryAfterSeconds('192.0.2.7')).toBe(0);
    expect(warn).not.toHaveBeenCalled();
  });

  it('limits nobody when it is switched off, and says each failure', async () => {
    const failures = failuresOf(false);
    await fail(failures, 50);
    expect(await failures.retryAfterSeconds('192.0.2.7')).toBe(0);
    expect(warn).toHaveBeenCalledTimes(50);
  });

  it('does not wait for a store that hangs', async () => {
    const limiter = storedLimiter();
    vi.spyOn(limiter, 'get').mockReturnValue(new Promise(() => {}));
    expect(await failuresOf(limiter).retryAfterSeconds('192.0.2.7')).toBe(0);
    expect(error).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('no answer within 250 ms'));
  });

  it('limits nobody while its store fails, says so once and tries again after a second', async () => {
    vi.useFakeTimers();
    const limiter = storedLimiter();
    const broken = vi.spyOn(limiter, 'get').mockRejectedValue(new Error('store is down'));
    vi.spyOn(limiter, 'penalty').mockRejectedValueOnce(new Error('store is down'));
    const failures = failuresOf(limiter);
    await fail(failures, 1);
    expect(await failures.retryAfterSeconds('192.0.2.7')).toBe(0);
    expect(error).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('store is down'));
    broken.mockRestore();
    vi.advanceTimersByTime(1_001);
    await fail(failures, 1);
    expect(await failures.retryAfterSeconds('192.0.2.7')).toBe(9);
    vi.useRealTimers();
  });
});
