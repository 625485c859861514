import { withTimeout } from '../async/with-timeout.js';

/** How long a call may take. */
export interface Deadline {
  /** How long to wait, in milliseconds. */
  readonly timeoutMs: number;
  /** Creates the error to reject with after that time. */
  readonly onTimeout: () => Error;
  /** Ends the wait early; its reason is what the call rejects with. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Waits for a call until a deadline or until the caller aborts. The call receives a signal for both, and the wait ends
 * even if the call ignores it.
 */
export async function withDeadline<T>(
  call: (signal: AbortSignal) => Promise<T>,
  { timeoutMs, onTimeout, signal }: Deadline,
): Promise<T> {
  signal?.throwIfAborted();
  const deadline = new AbortController();
  const both = signal ? AbortSignal.any([signal, deadline.signal]) : deadline.signal;
  const end = (): Error => {
    const error = onTimeout();
    deadline.abort(error);
    return error;
  };
  const aborted = new Promise<never>((_resolve, reject) => {
    both.addEventListener('abort', () => reject(both.reason as Error), { once: true });
  });
  return Promise.race([withTimeout(() => call(both), timeoutMs, end), aborted]);
}
