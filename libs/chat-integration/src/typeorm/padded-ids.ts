/** Stands in compiled SQL's parameters for the id at `index` of the list. */
export class IdSlot {
  constructor(readonly index: number) {}
}

/**
 * The length to which a list of ids is padded: the next power of two. So lists of all lengths need a dozen
 * different statements, which are compiled, and prepared by the driver, once.
 *
 * @param count how many ids there are, at least one.
 */
export function paddedLength(count: number): number {
  return 2 ** (32 - Math.clz32(count - 1));
}

/** As many slots as a statement for `length` ids needs. */
export function idSlots(length: number): IdSlot[] {
  return Array.from({ length }, (_, index) => new IdSlot(index));
}

/** Fills the slots in a statement's parameters with ids; slots past the end of the list repeat the last id. */
export function fillSlots(parameters: readonly unknown[], ids: readonly unknown[]): unknown[] {
  return parameters.map((parameter) =>
    parameter instanceof IdSlot ? ids[Math.min(parameter.index, ids.length - 1)] : parameter,
  );
}
