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
  const controller = new AbortController();
  const abort = () => controller.abort(signal?.reason);
  const timer = setTimeout(() => controller.abort(onTimeout()), timeoutMs);
  signal?.addEventListener('abort', abort);
  const aborted = new Promise<never>((_resolve, reject) => {
    controller.signal.addEventListener('abort', () => reject(controller.signal.reason as Error));
  });
  try {
    return await Promise.race([call(controller.signal), aborted]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}
