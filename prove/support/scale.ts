/** Whether the full counts are run (`npm run prove`), or fewer cases of the same properties (`npm test`). */
export const isFull = process.env['PROVE'] === 'full';

/** How many cases to run of so many in the full proof: all, or one in a hundred. */
export function casesOf(full: number): number {
  return isFull ? full : Math.max(1, Math.ceil(full / 100));
}

/** How long a proof may take, in milliseconds. */
export const PROOF_TIMEOUT_MS = isFull ? 1_800_000 : 120_000;
