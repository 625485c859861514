import { askHidden } from './ask-hidden.js';
import { UsageError } from './doctor.errors.js';

/** What the command needs of its process. */
export interface CommandIo {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly stderr: NodeJS.WritableStream;
}

/** One value that the command needs. */
export interface Wanted {
  /** What it is, in a sentence. */
  readonly what: string;
  /** The option that holds it, without dashes. */
  readonly option: string;
  /** The environment variable that holds it. */
  readonly variable: string;
  readonly isSecret: boolean;
}

/** Says that a secret stands on the command line, where other users of the machine see it. */
export function warnOfSecret(option: string, variable: string, { stderr }: CommandIo): void {
  stderr.write(
    `--${option} stands on the command line, where ps shows it and the shell keeps it: better set ${variable}.\n`,
  );
}

/**
 * A value from its option, else from the environment, else typed on the terminal; what is typed is not shown.
 *
 * @throws {UsageError} when it is nowhere and there is no terminal to ask on.
 */
export async function obtain(
  { what, option, variable, isSecret }: Wanted,
  given: string | undefined,
  io: CommandIo,
): Promise<string> {
  if (given !== undefined && isSecret) warnOfSecret(option, variable, io);
  const { env, stdin, stderr } = io;
  let value = given ?? env[variable];
  if (value === undefined && stdin.isTTY) value = await askHidden(`${what} (not shown): `, stdin, stderr);
  if (value !== undefined && value !== '') return value;
  throw new UsageError(
    `Expected the ${what}, got ${value === undefined ? 'none' : 'an empty one'}. Set ${variable}, or give --${option}.`,
  );
}

/** All of an input, as UTF-8. */
export async function readAll(input: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of input) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}
