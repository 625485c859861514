import type { Logger } from '@nestjs/common';
import { inTime } from './in-time.js';

/** How long a store has for an answer, in milliseconds; the provider would not take longer. */
const TIMEOUT_MS = 250;

/** How long a store that failed is left alone, in milliseconds, so that not every call waits for it. */
const REST_MS = 1_000;

/**
 * Asks a store that several instances share, such as Redis, and never fails with it: one that fails or hangs is
 * told to the log once, until it answers again, and left alone for a second.
 */
export class GuardedStore {
  #restsUntil = 0;
  #hasFailed = false;

  /** @param complaint what is told to the log before the error: what does not work meanwhile. */
  constructor(
    private readonly logger: Logger,
    private readonly complaint: string,
  ) {}

  /** The store's answer, or `undefined` when there is none. */
  async ask<T>(question: () => Promise<T>): Promise<T | undefined> {
    if (performance.now() < this.#restsUntil) return undefined;
    try {
      const answer = await withDeadline(question);
      this.#hasFailed = false;
      return answer;
    } catch (error) {
      if (!this.#hasFailed) this.logger.error(`${this.complaint}: ${errorText(error)}`);
      this.#hasFailed = true;
      this.#restsUntil = performance.now() + REST_MS;
      return undefined;
    }
  }

  /**
   * Has the store do what must not be left out, even while it rests.
   *
   * @param complaint what is told to the log before the error, each time.
   */
  async insist(task: () => Promise<unknown>, complaint: string): Promise<void> {
    try {
      await withDeadline(task);
    } catch (error) {
      this.logger.error(`${complaint}: ${errorText(error)}`);
    }
  }
}

function withDeadline<T>(question: () => Promise<T>): Promise<T> {
  return inTime(question, TIMEOUT_MS, () => new Error(`no answer within ${TIMEOUT_MS} ms`));
}

/** The code of a system's error says more than the message of the AggregateError that Node makes of several. */
function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as NodeJS.ErrnoException;
  return error.message === '' && code !== undefined ? code : String(error);
}
