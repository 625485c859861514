/**
 * Waits for an asynchronous call, but not longer than a deadline. The result of a call that is late is ignored.
 *
 * @param timeoutMs the deadline, in milliseconds.
 * @param onTimeout makes the error with which the wait ends at the deadline.
 */
export function withTimeout<T>(
  call: () => Promise<T>,
  timeoutMs: number,
  onTimeout: () => Error,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(onTimeout()), timeoutMs);
    const settle = async (): Promise<void> => {
      try {
        resolve(await call());
      } catch (error) {
        reject(error);
      } finally {
        clearTimeout(timer);
      }
    };
    void settle();
  });
}
