import { addAbortSignal, type Readable } from 'node:stream';
import { readAtMost } from '../input/read-at-most.js';
import { UsageError } from './doctor.errors.js';

/** The longest file or standard input that the doctor reads, in bytes. */
export const MAX_INPUT_BYTES = 4 * 1024 * 1024;

/** How long the doctor waits for the end of a file or of the standard input, in milliseconds. */
const TIMEOUT_MS = 60_000;

/**
 * Reads a file or the standard input as UTF-8.
 *
 * @param timeoutMs how long to wait for the end, in milliseconds; a terminal is waited for without a limit.
 * @throws {UsageError} when it is too long or does not end in time.
 * @throws the stream's error when it cannot be read.
 */
export async function readInput(
  stream: NodeJS.ReadableStream & { readonly isTTY?: boolean },
  timeoutMs = TIMEOUT_MS,
): Promise<string> {
  const timeout = stream.isTTY ? undefined : AbortSignal.timeout(timeoutMs);
  if (timeout) addAbortSignal(timeout, stream as Readable);
  try {
    const text = await readAtMost(MAX_INPUT_BYTES, stream);
    if (text !== undefined) return text.replace(/^\ufeff/, '');
  } catch (error) {
    if (!timeout?.aborted) throw error;
    throw new UsageError(
      `Expected the end of the input within ${timeoutMs / 1000} seconds but it did not come. Fix: pass a file that is complete.`,
    );
  }
  throw new UsageError(
    `Expected at most ${MAX_INPUT_BYTES} bytes but got more. Fix: pass only the token, or the object that the page passes to ChatbroLoader().`,
  );
}
