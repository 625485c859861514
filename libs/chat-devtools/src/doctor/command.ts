import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { printable } from 'nestjs-chat-integration/internal';
import { accountSubcommand } from './account/account-subcommand.js';
import type { StopReason } from './check.js';
import { UsageError } from './doctor.errors.js';
import { formatReport } from './format-report.js';
import { HELP } from './help.js';
import { createReport, exitCodeOf, type Report } from './report.js';
import type { CommandIo } from './settings.js';
import { signatureSubcommand } from './signature/signature-subcommand.js';
import { siteSubcommand } from './site/site-subcommand.js';
import type { Arguments, Subcommand } from './subcommand.js';
import { tokenSubcommand } from './token/token-subcommand.js';

const COMMON_OPTIONS = {
  json: { type: 'boolean' },
  strict: { type: 'boolean' },
  help: { type: 'boolean' },
  version: { type: 'boolean' },
} as const;

const SUBCOMMANDS: ReadonlyMap<string | undefined, Subcommand> = new Map([
  ['token', tokenSubcommand],
  ['signature', signatureSubcommand],
  ['account', accountSubcommand],
]);

/**
 * Runs `nestjs-chat-devtools` with its arguments.
 * @returns the exit code: 0 if everything is fine, 1 if a check failed, 2 if the command stopped early.
 */
export async function runCommand(args: readonly string[], io: CommandIo): Promise<0 | 1 | 2> {
  // Errors in the arguments are reported as JSON too.
  const isJson = args.includes('--json');
  try {
    const { subcommand, parsed } = parseArguments(args);
    const { flags } = parsed;
    if (flags.has('help') || flags.has('version')) {
      io.stdout.write(flags.has('help') ? HELP : `${readVersion()}\n`);
      return 0;
    }
    const { subject, results, secrets } = await subcommand.examine(parsed, io);
    const report = createReport(subject, results, { isStrict: flags.has('strict'), secrets });
    return writeReport(report, isJson, io);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    if (isJson) {
      const stopped: StopReason = { code: error.code, message: error.message };
      return writeReport(createReport({ examined: null }, { findings: [], stopped }), isJson, io);
    }
    io.stderr.write(`${printable(error.message)}\nSee nestjs-chat-devtools --help.\n`);
    return 2;
  }
}

function parseArguments(args: readonly string[]): { subcommand: Subcommand; parsed: Arguments } {
  const [command, name] = args;
  const named = command === 'doctor' ? SUBCOMMANDS.get(name) : undefined;
  const subcommand = named ?? siteSubcommand;
  const { positionals, values } = parse(args, subcommand);
  const flags = new Set(Object.keys(values).filter((option) => values[option] === true));
  const options = Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
  if (command !== 'doctor' && !flags.has('help') && !flags.has('version')) {
    throw new UsageError(
      'Expected the command doctor as the first argument but got something else. Fix: run nestjs-chat-devtools doctor <url>.',
    );
  }
  return { subcommand, parsed: { positionals: positionals.slice(named ? 2 : 1), options, flags } };
}

function parse(
  args: readonly string[],
  { options }: Subcommand,
): { positionals: string[]; values: Readonly<Record<string, unknown>> } {
  try {
    return parseArgs({
      args: [...args],
      options: { ...COMMON_OPTIONS, ...options },
      allowPositionals: true,
    });
  } catch (error) {
    // The message can contain an argument, which can be a misplaced secret.
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw new UsageError(
      `Expected only arguments that --help lists but got others (${code.replace('ERR_PARSE_ARGS_', '')}).`,
    );
  }
}

function writeReport(report: Report, isJson: boolean, { env, stdout }: CommandIo): 0 | 1 | 2 {
  // https://no-color.org: present and not empty.
  const hasColours = stdout.isTTY === true && !env['NO_COLOR'];
  // What printable() writes for a character is also its escape sequence in JSON.
  const json = (): string => `${printable(JSON.stringify(report, null, 2))}\n`;
  stdout.write(isJson ? json() : formatReport(report, hasColours));
  return exitCodeOf(report);
}

function readVersion(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
