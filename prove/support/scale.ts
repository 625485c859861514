/** Whether all cases run (`npm run prove`), or only a part of them (`npm run test:all`). */
export const isFull = process.env['PROVE'] === 'full';

/** Returns the number of cases to run: all cases in a full run, otherwise one percent. */
export function caseCount(full: number): number {
  return isFull ? full : Math.max(1, Math.ceil(full / 100));
}

/** The timeout of a proof, in milliseconds. */
export const PROOF_TIMEOUT_MS = isFull ? 1_800_000 : 120_000;
