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
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(onTimeout()), timeoutMs);
  });
  try {
    return await Promise.race([call(), deadline]);
  } finally {
    clearTimeout(timer);
  }
}
