import { Logger } from '@nestjs/common';
import { logLine } from '../text/describe.js';

/** How many messages are logged in a period. */
const MAX_MESSAGES = 1_000;

/** The longest part of a key that is kept, in UTF-16 code units. */
const MAX_KEY_LENGTH = 300;

/**
 * Logs each message once per period, and at most 1,000 messages per period, so that what a stranger or a broken user
 * causes on each page neither fills the log nor the memory. Each line is printable and at most 500 characters long.
 */
export class RateLimitedLogger {
  readonly #logger: Logger;
  readonly #periodMs: number;
  readonly #seen = new Set<string>();
  #periodEnd = 0;

  /**
   * @param context the name in the log.
   * @param periodMs how long a message is not repeated, in milliseconds. @default one hour
   */
  constructor(context: string, periodMs = 3_600_000) {
    this.#logger = new Logger(context);
    this.#periodMs = periodMs;
  }

  /** Logs a warning. @param key what is logged once per period, for example a kind of problem and a user's id. */
  warn(key: string, message: string): void {
    if (this.isDue(key)) this.#logger.warn(logLine(message));
  }

  /** Logs an error. @param key as for {@link warn}. */
  error(key: string, message: string): void {
    if (this.isDue(key)) this.#logger.error(logLine(message));
  }

  /** Returns whether a message with this key is due; if so, it is not due again in this period. */
  isDue(key: string): boolean {
    const now = performance.now();
    if (now >= this.#periodEnd) {
      this.#seen.clear();
      this.#periodEnd = now + this.#periodMs;
    }
    const kept = key.slice(0, MAX_KEY_LENGTH);
    if (this.#seen.has(kept) || this.#seen.size > MAX_MESSAGES) return false;
    this.#seen.add(kept);
    if (this.#seen.size <= MAX_MESSAGES) return true;
    this.#logger.warn(
      `Logged ${MAX_MESSAGES} messages; further ones are left out for up to ${Math.ceil(this.#periodMs / 1_000)} seconds.`,
    );
    return false;
  }
}
