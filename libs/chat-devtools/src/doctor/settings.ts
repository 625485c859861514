import { UsageError } from './doctor.errors.js';
import { promptHidden } from './prompt-hidden.js';

/** The parts of the process that the command uses. */
export interface CommandIo {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly stderr: NodeJS.WritableStream;
}

/** A value that is read from an option or an environment variable. */
export interface Setting {
  /** Its name in messages, for example `API password`. */
  readonly name: string;
  /** The option, without dashes. */
  readonly option: string;
  /** The environment variable. */
  readonly variable: string;
  readonly isSecret: boolean;
}

/**
 * Reads an optional setting from its option, otherwise from its environment variable. Warns about a secret on the
 * command line, where other users of the machine can see it.
 *
 * @param given the value of the option.
 */
export function readOptionalSetting(
  { option, variable, isSecret }: Setting,
  given: string | undefined,
  { env, stderr }: CommandIo,
): string | undefined {
  if (given !== undefined && isSecret) {
    stderr.write(
      `--${option} is on the command line, where ps shows it and the shell history keeps it. Set ${variable} instead.\n`,
    );
  }
  return given ?? env[variable];
}

/**
 * Reads a setting from its option, otherwise from its environment variable, otherwise from a hidden prompt.
 *
 * @param given the value of the option.
 * @throws {UsageError} when there is no value and no terminal to prompt on.
 */
export async function readSetting(
  setting: Setting,
  given: string | undefined,
  io: CommandIo,
): Promise<string> {
  const { name, option, variable } = setting;
  let value = readOptionalSetting(setting, given, io);
  if (value === undefined && io.stdin.isTTY) {
    value = await promptHidden(`${name} (not shown): `, io.stdin, io.stderr);
  }
  if (value) return value;
  throw new UsageError(
    `Expected the ${name} but got ${value === undefined ? 'none' : 'an empty one'}. Fix: set ${variable}, or pass --${option}.`,
  );
}
