/**
 * Waits for an answer only so long; one that comes later is let go, whatever it is.
 *
 * @param call asks the question.
 * @param timeoutMs how long is waited, in milliseconds.
 * @param onTimeout makes the error with which the wait ends.
 */
export function inTime<T>(call: () => Promise<T>, timeoutMs: number, onTimeout: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    // What is answered at once, out of memory or by a database in the process, needs no timer.
    const immediate = setImmediate(() => {
      timer = setTimeout(() => reject(onTimeout()), timeoutMs);
    });
    const answer = async (): Promise<void> => {
      try {
        resolve(await call());
      } catch (error) {
        reject(error);
      } finally {
        clearImmediate(immediate);
        clearTimeout(timer);
      }
    };
    void answer();
  });
}
