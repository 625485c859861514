/**
 * Waits for an answer only so long; one that comes later is let go, whatever it is.
 *
 * @param call asks the question.
 * @param timeoutMs how long is waited, in milliseconds.
 * @param onTimeout makes the error with which the wait ends.
 */
export async function inTime<T>(
  call: () => Promise<T>,
  timeoutMs: number,
  onTimeout: () => Error,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let settle!: (error: Error) => void;
  const deadline = new Promise<never>((_resolve, reject) => {
    settle = reject;
  });
  // What is answered at once, out of memory or by a database in the process, needs no timer.
  const immediate = setImmediate(() => {
    timer = setTimeout(() => settle(onTimeout()), timeoutMs);
  });
  try {
    return await Promise.race([call(), deadline]);
  } finally {
    clearImmediate(immediate);
    clearTimeout(timer);
  }
}
