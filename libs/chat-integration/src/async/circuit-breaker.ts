import type { Logger } from '@nestjs/common';
import { errorLine } from '../text/describe.js';
import { withTimeout } from './with-timeout.js';

/** How long to wait for the store, in milliseconds. A longer wait would cost more than a read from the provider. */
const TIMEOUT_MS = 250;

/** How long the circuit stays open after a failure, in milliseconds, so that not every call waits for the store. */
const OPEN_MS = 1_000;

/**
 * Calls a store that several instances share, such as Redis, and never fails when the store does. After a failure or a
 * timeout, calls return `undefined` immediately for one second. Only the first failure is logged.
 */
export class CircuitBreaker {
  #openUntil = 0;
  #hasFailed = false;

  /** @param consequence what does not work while the store fails, as text for the log. */
  constructor(
    private readonly logger: Logger,
    private readonly consequence: string,
  ) {}

  /** Returns the store's result; `undefined` if the call fails or the circuit is open. */
  async run<T>(call: () => Promise<T>): Promise<T | undefined> {
    if (performance.now() < this.#openUntil) return undefined;
    try {
      const result = await withDeadline(call);
      this.#hasFailed = false;
      return result;
    } catch (error) {
      if (!this.#hasFailed) this.logger.error(`${this.consequence}: ${errorLine(error)}`);
      this.#hasFailed = true;
      this.#openUntil = performance.now() + OPEN_MS;
      return undefined;
    }
  }

  /**
   * Runs a call that must be attempted even while the circuit is open. Every failure is logged.
   *
   * @param consequence what happens if it fails, as text for the log.
   */
  async runAlways(call: () => Promise<unknown>, consequence: string): Promise<void> {
    try {
      await withDeadline(call);
    } catch (error) {
      this.logger.error(`${consequence}: ${errorLine(error)}`);
    }
  }
}

function withDeadline<T>(call: () => Promise<T>): Promise<T> {
  return withTimeout(call, TIMEOUT_MS, () => new Error(`no response within ${TIMEOUT_MS} ms`));
}
