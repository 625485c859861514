import type { Options } from './options.js';

/** What a part of the benchmarks works with. */
export interface Context {
  readonly options: Options;
  /** A folder that is removed when the run ends. */
  readonly folder: string;
  /** An SQLite file with the members. */
  readonly databaseFile: string;
  /** Tells the person at the terminal how far it is. */
  readonly say: (text: string) => void;
}

/** What a part of the benchmarks found. */
export interface Section {
  readonly title: string;
  /** Markdown. */
  readonly text: string;
  readonly findings: readonly Finding[];
  /** What another document shows of it. */
  readonly inShort?: InShort;
}

/** A part of a section for another document. */
export interface InShort {
  /** The document, from the root of the project; it holds the two marks. */
  readonly file: string;
  /** Markdown. */
  readonly table: string;
  /** SVG, for the benchmark's own document. */
  readonly plot?: string;
}

/** A figure for which there is a target. */
export interface Finding {
  readonly what: string;
  readonly measured: number;
  readonly target: Target;
}

export interface Target {
  readonly bound: 'at least' | 'at most';
  readonly value: number;
  /** Behind the number, for example ` µs`. */
  readonly unit?: string;
}
