import type { UserId } from '../../users/user-id.js';

/**
 * A users info record as it is served: UTF-8 bytes of its JSON text, with a comma before them, so that a list
 * needs no more than putting the bytes of its records together. {@link ABSENT} for nobody.
 */
export type RecordBytes = Buffer;

/** The bytes of a record. Of their own memory: a slice of Node's pool would keep all of its eight kilobytes. */
export function recordBytes(json: string): RecordBytes {
  const bytes = Buffer.allocUnsafeSlow(Buffer.byteLength(json) + 1);
  bytes.write(',');
  bytes.write(json, 1);
  return bytes;
}

/** Stands for a user who is not there. */
export const ABSENT: RecordBytes = Buffer.alloc(0);

/** Where cached records are kept. Never throws and never rejects: what cannot be had is `undefined`. */
export interface RecordStore {
  /** The records that are kept, in the order of `ids`; `undefined` where there is none. */
  getMany(
    ids: readonly UserId[],
  ): readonly (RecordBytes | undefined)[] | Promise<readonly (RecordBytes | undefined)[]>;

  /** Keeps a record of each of these users; {@link ABSENT} for those whom `records` does not hold. */
  setMany(ids: readonly UserId[], records: ReadonlyMap<UserId, RecordBytes>): void | Promise<void>;

  /** Forgets the records of these users. */
  deleteMany(ids: readonly UserId[]): void | Promise<void>;
}

/** How long records are kept. */
export interface RecordLifetime {
  /** Of a user who is there, in milliseconds. */
  readonly ttlMs: number;
  /** Of a user who is not, in milliseconds. */
  readonly absentTtlMs: number;
}
