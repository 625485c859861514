import type { Options } from './options.js';

/** The context of a part of the benchmark. */
export interface Context {
  readonly options: Options;
  /** A temporary folder that is removed at the end. */
  readonly folder: string;
  /** An SQLite file that contains the members. */
  readonly databaseFile: string;
  /** Logs the progress. */
  readonly log: (text: string) => void;
}

/** The results of a part of the benchmark. */
export interface Section {
  readonly title: string;
  /** Markdown. */
  readonly text: string;
  readonly findings: readonly Finding[];
  /** An excerpt for another document. */
  readonly excerpt?: Excerpt;
}

/** An excerpt of a section for another document. */
export interface Excerpt {
  /** The path of the document, relative to the workspace. The document contains the two markers. */
  readonly file: string;
  /** Markdown. */
  readonly table: string;
  /** SVG for the benchmark document. */
  readonly plot?: string;
}

/** A figure with a target. */
export interface Finding {
  readonly name: string;
  readonly measured: number;
  readonly target: Target;
}

export interface Target {
  readonly bound: 'at least' | 'at most';
  readonly value: number;
  /** The unit after the number, for example ` µs`. */
  readonly unit?: string;
}
