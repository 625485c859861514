import { clearImmediate, setImmediate } from 'node:timers';

/**
 * Waits for an asynchronous call until a deadline. A result after the deadline is ignored, except for one that had
 * arrived but could not be processed because this process was busy.
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
    let immediate: NodeJS.Immediate | undefined;
    const timer = setTimeout(() => {
      // Node.js runs due timers before it reads from sockets, and immediates afterwards.
      immediate = setImmediate(() => reject(onTimeout()));
    }, timeoutMs);
    const settle = async (): Promise<void> => {
      try {
        resolve(await call());
      } catch (error) {
        reject(error);
      } finally {
        clearTimeout(timer);
        clearImmediate(immediate);
      }
    };
    void settle();
  });
}
