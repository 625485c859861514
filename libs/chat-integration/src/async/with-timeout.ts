/**
 * Waits for an asynchronous call until a deadline. A result after the deadline is ignored.
 *
 * @param timeoutMs the deadline, in milliseconds.
 * @param onTimeout creates the error to reject with at the deadline.
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
