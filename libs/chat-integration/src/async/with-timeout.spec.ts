import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { withTimeout } from './with-timeout.js';

const onTimeout = vi.fn<() => Error>(() => new Error('too late'));

describe('withTimeout', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });

  afterEach(() => {
    vi.useRealTimers();
    onTimeout.mockClear();
  });

  it('returns the result of a call that is in time', async () => {
    expect(await withTimeout(async () => 42, 100, onTimeout)).toBe(42);
    expect(onTimeout).not.toHaveBeenCalled();
  });

  it.each([
    ['rejects', () => Promise.reject(new Error('failed'))],
    [
      'throws',
      () => {
        throw new Error('failed');
      },
    ],
  ])('rejects with the error of a call that %s', async (_, call) => {
    await expect(withTimeout(call, 100, onTimeout)).rejects.toThrow('failed');
    expect(onTimeout).not.toHaveBeenCalled();
  });

  it('clears its timer', async () => {
    await withTimeout(async () => 42, 100, onTimeout);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('rejects with the error of onTimeout at the deadline, not earlier', async () => {
    const error = vi.fn<(error: unknown) => void>();
    const result = withTimeout(() => new Promise(() => {}), 100, onTimeout).catch(error);
    await vi.advanceTimersByTimeAsync(99);
    expect(error).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    await result;
    expect(error).toHaveBeenCalledExactlyOnceWith(new Error('too late'));
  });

  it('returns a result that arrived in time while the process was busy', async () => {
    vi.useRealTimers();
    const server = createServer((socket) => socket.end('x')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    // The response arrives while the worker below blocks the event loop for longer than the deadline.
    const [socket] = [connect(port, '127.0.0.1')];
    await once(socket, 'connect');
    const result = withTimeout(() => once(socket, 'data'), 20, onTimeout);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60);
    await expect(result).resolves.toBeDefined();
    expect(onTimeout).not.toHaveBeenCalled();
    server.close();
  });

  it.each([
    ['result', async () => 42],
    ['error', () => Promise.reject(new Error('failed late'))],
  ])('ignores a late %s', async (_, settle: () => Promise<number>) => {
    const call = () => new Promise<void>((resolve) => setTimeout(resolve, 150)).then(settle);
    const outcome = withTimeout(call, 100, onTimeout).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(200);
    expect(await outcome).toEqual(new Error('too late'));
    expect(onTimeout).toHaveBeenCalledOnce();
  });
});
