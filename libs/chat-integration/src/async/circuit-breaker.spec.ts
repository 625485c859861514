import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CircuitBreaker } from './circuit-breaker.js';

type Call = () => Promise<string>;

const fail = () => Promise.reject(new Error('connection refused'));
const hang = () => new Promise<string>(() => {});

describe('CircuitBreaker', () => {
  const logger = new Logger('Test');
  const error = vi.spyOn(logger, 'error').mockReturnValue();
  let circuit: CircuitBreaker;

  beforeEach(() => {
    vi.useFakeTimers();
    circuit = new CircuitBreaker(logger, 'Nothing is cached');
  });

  afterEach(() => {
    vi.useRealTimers();
    error.mockClear();
  });

  describe('run', () => {
    it('returns the result of a call', async () => {
      expect(await circuit.run(async () => 'value')).toBe('value');
      expect(error).not.toHaveBeenCalled();
    });

    it('returns undefined for a call that fails, and logs the consequence', async () => {
      expect(await circuit.run(fail)).toBeUndefined();
      expect(error).toHaveBeenCalledExactlyOnceWith('Nothing is cached: Error: connection refused');
    });

    it('waits a quarter of a second for a call that hangs', async () => {
      const result = circuit.run(hang);
      await vi.advanceTimersByTimeAsync(249);
      expect(error).not.toHaveBeenCalled();
      await vi.advanceTimersByTimeAsync(1);
      expect(await result).toBeUndefined();
      expect(error).toHaveBeenCalledExactlyOnceWith('Nothing is cached: Error: no response within 250 ms');
    });

    it('makes no calls for a second after a failure', async () => {
      const call = vi.fn<Call>(async () => 'value');
      await circuit.run(fail);
      vi.advanceTimersByTime(999);
      expect(await circuit.run(call)).toBeUndefined();
      expect(call).not.toHaveBeenCalled();
      vi.advanceTimersByTime(1);
      expect(await circuit.run(call)).toBe('value');
    });

    it('logs the first of several failures in a row', async () => {
      for (let failure = 0; failure < 3; failure++) {
        await circuit.run(fail);
        vi.advanceTimersByTime(1_000);
      }
      expect(error).toHaveBeenCalledOnce();
    });

    it('logs a failure again after a success', async () => {
      for (const call of [fail, async () => 'value', fail]) {
        await circuit.run(call);
        vi.advanceTimersByTime(1_000);
      }
      expect(error).toHaveBeenCalledTimes(2);
    });

    it.each<[unknown, string]>([
      [Object.assign(new AggregateError([], ''), { code: 'ECONNREFUSED' }), 'ECONNREFUSED'],
      ['a thrown text', 'a thrown text'],
    ])('logs what is known of the error %o', async (thrown, text) => {
      // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- a store may reject with anything
      await circuit.run(() => Promise.reject(thrown));
      expect(error).toHaveBeenCalledExactlyOnceWith(`Nothing is cached: ${text}`);
    });
  });

  describe('runAlways', () => {
    it('makes its call even while the circuit is open, and logs every failure', async () => {
      const call = vi.fn<Call>(fail);
      await circuit.run(fail);
      error.mockClear();
      await circuit.runAlways(call, 'Old data is served');
      await circuit.runAlways(call, 'Old data is served');
      expect(call).toHaveBeenCalledTimes(2);
      expect(error.mock.calls).toEqual([
        ['Old data is served: Error: connection refused'],
        ['Old data is served: Error: connection refused'],
      ]);
    });

    it('does not wait longer than a quarter of a second', async () => {
      const result = circuit.runAlways(hang, 'Old data is served');
      await vi.advanceTimersByTimeAsync(250);
      await result;
      expect(error).toHaveBeenCalledExactlyOnceWith('Old data is served: Error: no response within 250 ms');
    });
  });
});
