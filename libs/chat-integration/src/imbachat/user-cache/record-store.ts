/** A users info record as JSON text; `''` for an unknown user. */
export type CachedRecord = string;

/**
 * Stores records by ImbaChat's user numbers. Never throws or rejects: a record that cannot be read is `undefined`.
 */
export interface RecordStore {
  /** Reads records, in the order of `numbers`; `undefined` where there is none. */
  getMany(
    numbers: readonly number[],
  ): readonly (CachedRecord | undefined)[] | Promise<readonly (CachedRecord | undefined)[]>;

  /** Stores a record for each of these users; `''` for users that `records` does not contain. */
  setMany(numbers: readonly number[], records: ReadonlyMap<number, CachedRecord>): void | Promise<void>;

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
