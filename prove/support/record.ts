import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isFull } from './scale.js';

/** A row of the table in `docs/reliability.md`. */
export interface Finding {
  /** The number by which the table is sorted, for example `1.2`. */
  readonly id: string;
  /** The property that is proven. */
  readonly claim: string;
  /** The performed measurement. */
  readonly measured: string;
  /** The result of the measurement. */
  readonly result: string;
}

const folder = fileURLToPath(new URL('../results/', import.meta.url));

/** Saves a finding for the table. */
export function record(finding: Finding): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}${finding.id}.json`, JSON.stringify({ ...finding, isFull }));
}
