/**
 * The maximum number of networks whose failures are kept, about 2 MB. Beyond it, the oldest count is forgotten; an attack
 * that needs so many networks for this gains nothing, because each of them may fail as often.
 */
export const MAX_NETWORKS = 10_000;

/** The failed authorizations of one network in the current window. */
export class FailureCount {
  /** Failures that are counted, by this process or by the shared store. */
  counted = 0;
  /** Failures of this process that the shared store is being asked to count. */
  underWay = 0;

  /** @param endsAt when the window ends, in milliseconds of `performance.now()`. */
  constructor(public endsAt: number) {}

  get total(): number {
    return this.counted + this.underWay;
  }
}

/** Counts failures by network, in fixed windows and bounded memory. */
export class FailureCounts {
  // In the order in which the windows began, so that the first count is the oldest.
  readonly #counts = new Map<string, FailureCount>();

  /** Returns the count of a network in its current window; `undefined` if it has not failed. */
  get(key: string): FailureCount | undefined {
    const count = this.#counts.get(key);
    return count && (count.endsAt > performance.now() || count.underWay > 0) ? count : undefined;
  }

  /** Returns the count of a network in its current window, or begins one that lasts `windowMs` milliseconds. */
  getOrBegin(key: string, windowMs: number): FailureCount {
    const current = this.get(key);
    if (current) return current;
    const count = new FailureCount(performance.now() + windowMs);
    this.#counts.delete(key);
    this.#counts.set(key, count);
    if (this.#counts.size > MAX_NETWORKS) this.#counts.delete(this.#counts.keys().next().value!);
    return count;
  }
}
