import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isFull } from './scale.js';

/** One line of the table in `docs/reliability.md`. */
export interface Finding {
  /** Orders the table, for example `1.2`. */
  readonly id: string;
  /** What was to be shown. */
  readonly claim: string;
  /** What was done, in figures. */
  readonly measured: string;
  /** What came out, in figures. */
  readonly result: string;
}

const folder = fileURLToPath(new URL('../results/', import.meta.url));

/** Keeps a finding for the table that ends the run. */
export function record(finding: Finding): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}${finding.id}.json`, JSON.stringify({ ...finding, isFull }));
}
