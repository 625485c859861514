/**
 * A users info record as it is served: a comma and the JSON text in UTF-8, so that the body of a list is a
 * concatenation of its records. {@link ABSENT} for an unknown user.
 */
export type RecordBytes = Buffer;

/** Encodes a record. The bytes have their own memory: a slice of Node's pool would retain all of its eight kilobytes. */
export function recordBytes(json: string): RecordBytes {
  const bytes = Buffer.allocUnsafeSlow(Buffer.byteLength(json) + 1);
  bytes.write(',');
  bytes.write(json, 1);
  return bytes;
}

/** The record of an unknown user. */
export const ABSENT: RecordBytes = Buffer.alloc(0);

/**
 * Stores records by ImbaChat's numbers of the users. Never throws and never rejects: what cannot be read is
 * `undefined`.
 */
export interface RecordStore {
  /** Reads records, in the order of `numbers`; `undefined` where there is none. */
  getMany(
    numbers: readonly number[],
  ): readonly (RecordBytes | undefined)[] | Promise<readonly (RecordBytes | undefined)[]>;

  /** Stores a record for each of these users; {@link ABSENT} for those that `records` does not contain. */
  setMany(numbers: readonly number[], records: ReadonlyMap<number, RecordBytes>): void | Promise<void>;

  /** Deletes the records of these users. */
  deleteMany(numbers: readonly number[]): void | Promise<void>;
}

/** How long records are stored. */
export interface RecordLifetime {
  /** The lifetime of a user's record, in milliseconds. */
  readonly ttlMs: number;
  /** How long an unknown user is remembered, in milliseconds. */
  readonly absentTtlMs: number;
}
