import type { ParseArgsConfig } from 'node:util';
import type { CheckResults } from './check.js';
import { UsageError } from './doctor.errors.js';
import type { ReportSubject } from './report.js';
import type { CommandIo } from './settings.js';

/** The arguments of a subcommand. */
export interface Arguments {
  readonly positionals: readonly string[];
  /** The options that have a value. */
  readonly options: Readonly<Record<string, string | undefined>>;
  /** The names of the options without a value. */
  readonly flags: ReadonlySet<string>;
}

/** What a subcommand examined, and the results. */
export interface Examination {
  readonly subject: ReportSubject;
  readonly results: CheckResults;
  /** What the report must not contain. */
  readonly secrets: readonly string[];
}

/** Examines one kind of subject. */
export interface Subcommand {
  /** Its options, as `parseArgs` of `node:util` takes them. */
  readonly options: NonNullable<ParseArgsConfig['options']>;
  /** @throws {UsageError} when the arguments are wrong. */
  examine(args: Arguments, io: CommandIo): Promise<Examination>;
}

/**
 * Returns the only positional argument.
 *
 * @param expected what it is, for example `one URL`.
 * @throws {UsageError} when there is none, or more than one.
 */
export function onlyPositional({ positionals }: Arguments, expected: string): string {
  const [only] = positionals;
  if (only !== undefined && positionals.length === 1) return only;
  throw new UsageError(`Expected ${expected} but got ${positionals.length || 'none'}.`);
}
