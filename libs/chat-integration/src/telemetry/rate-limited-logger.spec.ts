import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RateLimitedLogger } from './rate-limited-logger.js';

describe('RateLimitedLogger', () => {
  const warn = vi.spyOn(Logger.prototype, 'warn').mockReturnValue();
  const error = vi.spyOn(Logger.prototype, 'error').mockReturnValue();

  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
    warn.mockClear();
    error.mockClear();
  });

  it('logs a message once per key', () => {
    const logger = new RateLimitedLogger('Test');
    logger.warn('user 1', 'first');
    logger.warn('user 1', 'again');
    logger.warn('user 2', 'another');
    logger.error('widget', 'failed');
    logger.error('widget', 'failed again');
    expect(warn.mock.calls).toEqual([['first'], ['another']]);
    expect(error.mock.calls).toEqual([['failed']]);
  });

  it('logs the message again after the period', () => {
    const logger = new RateLimitedLogger('Test', 60_000);
    logger.warn('key', 'first');
    vi.advanceTimersByTime(59_999);
    logger.warn('key', 'again');
    expect(warn).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(1);
    logger.warn('key', 'later');
    expect(warn.mock.calls).toEqual([['first'], ['later']]);
  });

  it('logs a bounded number of messages per period, and says that it stops', () => {
    const logger = new RateLimitedLogger('Test', 60_000);
    for (let user = 0; user < 5_000; user++) logger.warn(`user ${user}`, `user ${user}`);
    expect(warn).toHaveBeenCalledTimes(1_001);
    expect(warn).toHaveBeenLastCalledWith(
      'Logged 1000 messages; further ones are left out for up to 60 seconds.',
    );
    vi.advanceTimersByTime(60_000);
    logger.warn('user 1', 'later');
    expect(warn).toHaveBeenLastCalledWith('later');
  });

  it('writes one printable line of limited length', () => {
    new RateLimitedLogger('Test').warn('key', `\u009b2J\n${'x'.repeat(5_000_000)}`);
    const [line] = warn.mock.calls[0]! as [string];
    expect(line).toMatch(/^\\u009b2J\\nx+…$/);
    expect(line).toHaveLength(500);
  });

  it('keeps only the beginning of a long key', () => {
    const logger = new RateLimitedLogger('Test');
    logger.warn(`${'x'.repeat(300)}1`, 'first');
    logger.warn(`${'x'.repeat(300)}2`, 'again');
    expect(warn).toHaveBeenCalledTimes(1);
  });
});
