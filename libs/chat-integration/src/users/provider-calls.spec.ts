import { HttpException } from '@nestjs/common';
import { describe, expect, it, vi } from 'vitest';
import { providerCalls } from '../../../../test/support/options.js';
import {
  UserProviderBusyError,
  UserProviderFailedError,
  UserProviderTimeoutError,
} from './user-provider.errors.js';

const never = (): Promise<never> => new Promise(() => {});

/** Starts a call and returns what it rejects with. */
const errorOf = (result: Promise<unknown>): Promise<unknown> =>
  result.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('ProviderCalls', () => {
  it('returns the result of a call, asynchronous or not', async () => {
    const calls = providerCalls();
    expect(await calls.run('x', async () => 1)).toBe(1);
    expect(await calls.run('x', () => 2)).toBe(2);
  });

  it('refuses a call at once while too many are in progress, without making it', async () => {
    const calls = providerCalls(5_000, 2);
    void calls.run('x', never);
    void calls.run('x', never);
    const call = vi.fn<() => number>(() => 1);
    const error = await errorOf(calls.run('UserProvider.search', call));
    expect(error).toBeInstanceOf(UserProviderBusyError);
    expect(error).toMatchObject({ code: 'ERR_CHAT_USER_PROVIDER_BUSY', retryAfterSeconds: 5 });
    expect(error).toHaveProperty('message', expect.stringContaining('UserProvider.search'));
    expect(call).not.toHaveBeenCalled();
  });

  it('counts a call after its deadline until it settles, then makes calls again', async () => {
    const calls = providerCalls(5, 2);
    const settle: (() => void)[] = [];
    const hang = vi.fn<() => Promise<void>>(() => new Promise((resolve) => settle.push(resolve)));
    const errors = [];
    for (let call = 0; call < 100; call++) errors.push(await errorOf(calls.run('x', hang)));
    expect(errors.filter((error) => error instanceof UserProviderTimeoutError)).toHaveLength(2);
    expect(errors.filter((error) => error instanceof UserProviderBusyError)).toHaveLength(98);
    expect(hang).toHaveBeenCalledTimes(2);

    settle[0]!();
    await new Promise(setImmediate);
    expect(await calls.run('x', async () => 'recovered')).toBe('recovered');
  });

  it.each([
    ['succeeds', async () => 1],
    ['rejects', () => Promise.reject(new Error('x'))],
    [
      'throws',
      () => {
        throw new Error('x');
      },
    ],
  ])('does not count a call that %s', async (_, call) => {
    const calls = providerCalls(5_000, 1);
    for (let time = 0; time < 10; time++) await errorOf(calls.run('x', call));
    expect(await calls.run('x', () => 'free')).toBe('free');
  });

  it('names the call and the cause when it fails, on a printable line of limited length', async () => {
    const cause = new Error(`\u009bdown ${'x'.repeat(5_000_000)}`);
    const error = await errorOf(providerCalls().run('UserProvider.findByIds', () => Promise.reject(cause)));
    expect(error).toBeInstanceOf(UserProviderFailedError);
    expect(error).toMatchObject({ cause, retryAfterSeconds: 5, code: 'ERR_CHAT_USER_PROVIDER_FAILED' });
    const { message } = error as Error;
    expect(message).toContain(String.raw`UserProvider.findByIds to return but it threw Error: \u009bdown`);
    expect(message.length).toBeLessThan(700);
  });

  it("passes on Nest's HTTP exceptions, with which the host chooses the response", async () => {
    const exception = new HttpException('signed out', 401);
    expect(await errorOf(providerCalls().run('x', () => Promise.reject(exception)))).toBe(exception);
  });
});
