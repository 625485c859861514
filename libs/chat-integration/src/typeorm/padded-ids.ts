/** A placeholder in the parameters of compiled SQL, for the id at `index` of the list. */
export class IdSlot {
  constructor(readonly index: number) {}
}

/**
 * Returns the length to which a list of ids is padded: the next power of two. Lists of all lengths then share a dozen
 * statements, each of which is compiled and prepared only once.
 *
 * @param count the number of ids, at least one.
 */
export function paddedLength(count: number): number {
  return 2 ** (32 - Math.clz32(count - 1));
}

/** Returns `length` slots, for the parameters of a statement. */
export function idSlots(length: number): IdSlot[] {
  return Array.from({ length }, (_, index) => new IdSlot(index));
}

/** Fills the slots in the parameters of a statement with ids; slots after the last id repeat it. */
export function fillSlots(parameters: readonly unknown[], ids: readonly unknown[]): unknown[] {
  return parameters.map((parameter) =>
    parameter instanceof IdSlot ? ids[Math.min(parameter.index, ids.length - 1)] : parameter,
  );
}
