import { createSecretKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { parseUserId, type UserId } from '../users/user-id.js';
import { type Examination, examine, type Stop } from './check.js';
import { HELP } from './command-help.js';
import { type CommandIo, obtain, readAll, warnOfSecret } from './command-io.js';
import { UsageError } from './doctor.errors.js';
import { hideSecrets } from './hide-secrets.js';
import { quoted } from './quoted.js';
import { type Examined, exitCodeOf, type Report, reportOf } from './report.js';
import { reportTable } from './report-table.js';
import { readParameters } from './signature/read-parameters.js';
import { signatureChecks, signedFields } from './signature/signature-checks.js';
import { siteChecks } from './site/site-checks.js';
import { readSiteAddress } from './site/site-address.js';
import { Site } from './site/site.js';
import { tokenChecks } from './token/token-checks.js';

const COMMON = {
  json: { type: 'boolean' },
  strict: { type: 'boolean' },
  help: { type: 'boolean' },
  version: { type: 'boolean' },
} as const;

const SITE = {
  login: { type: 'string' },
  password: { type: 'string' },
  ids: { type: 'string' },
  'unknown-id': { type: 'string' },
  separator: { type: 'string' },
  'with-email': { type: 'boolean' },
  'token-url': { type: 'string' },
  'member-login': { type: 'string' },
  'member-password': { type: 'string' },
  timeout: { type: 'string' },
} as const;

const TOKEN = { secret: { type: 'string' }, 'widget-id': { type: 'string' } } as const;

const SIGNATURE = {
  domain: { type: 'string' },
  secret: { type: 'string' },
  'page-host': { type: 'string' },
} as const;

type Values = Readonly<Partial<Record<string, string | boolean>>>;

/** What was examined, what came of it, and what nobody may see of it. */
interface Outcome {
  readonly about: Examined;
  readonly examination: Examination;
  readonly secrets: readonly string[];
}

type Subcommand = (positionals: readonly string[], values: Values, io: CommandIo) => Promise<Outcome>;

/**
 * Runs `nestjs-chat-integration` with its arguments.
 *
 * @returns the exit code: 0 all is well, 1 a check failed, 2 the command could not run to its end.
 */
export async function runCommand(args: readonly string[], io: CommandIo): Promise<0 | 1 | 2> {
  // Known before the arguments are read, so that a wrong one is told in the same form.
  const isJson = args.includes('--json');
  try {
    const { positionals, values, subcommand } = readArguments(args);
    if (values['help'] === true) return say(io, HELP);
    if (values['version'] === true) return say(io, `${versionOfPackage()}\n`);
    const { about, examination, secrets } = await subcommand(positionals, values, io);
    return tell(reportOf(about, examination, values['strict'] === true, hideSecrets(secrets)), isJson, io);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const stopped: Stop = { code: error.code, message: error.message };
    if (isJson) {
      return tell(
        reportOf({ examined: null }, { findings: [], stopped }, false, (text) => text),
        isJson,
        io,
      );
    }
    io.stderr.write(`${error.message}\nSee nestjs-chat-integration --help.\n`);
    return 2;
  }
}

function readArguments(args: readonly string[]) {
  const [first, second] = args;
  const isFor = (name: string): boolean => first === 'doctor' && second === name;
  const [subcommand, options, words]: [Subcommand, object, number] = isFor('token')
    ? [examineToken, TOKEN, 2]
    : isFor('signature')
      ? [examineSignature, SIGNATURE, 2]
      : [examineSite, SITE, 1];
  let parsed: { values: object; positionals: string[] };
  try {
    parsed = parseArgs({ args: [...args], options: { ...COMMON, ...options }, allowPositionals: true });
  } catch (error) {
    // The message may hold an argument, which may be a secret that was given in the wrong place.
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw new UsageError(
      `Expected the arguments of --help, got others (${code.replace('ERR_PARSE_ARGS_', '')}).`,
    );
  }
  const values = parsed.values as Values;
  if (first !== 'doctor' && values['help'] !== true && values['version'] !== true) {
    throw new UsageError('Expected the command doctor before everything else.');
  }
  return { subcommand, values, positionals: parsed.positionals.slice(words) };
}

async function examineSite(
  [url, ...others]: readonly string[],
  values: Values,
  io: CommandIo,
): Promise<Outcome> {
  if (url === undefined || others.length > 0) {
    throw new UsageError(`Expected one URL, got ${url === undefined ? 'none' : others.length + 1}.`);
  }
  const address = readSiteAddress(url);
  const timeoutMs = readSeconds(textOf(values, 'timeout') ?? '10') * 1000;
  const ids = readIds('ids', textOf(values, 'ids') ?? '1,2');
  const [unknownId] = readIds('unknown-id', textOf(values, 'unknown-id') ?? '999999999');
  const separator = textOf(values, 'separator') ?? ',';
  const tokenUrl = readTokenUrl(textOf(values, 'token-url'), address.base);
  const memberLogin = textOf(values, 'member-login');
  const givenPassword = textOf(values, 'member-password');
  if (givenPassword !== undefined) warnOfSecret('member-password', 'IMBACHAT_MEMBER_PASSWORD', io);
  const memberPassword = givenPassword ?? io.env['IMBACHAT_MEMBER_PASSWORD'] ?? null;
  const login = await obtain(
    { what: 'API login', option: 'login', variable: 'IMBACHAT_API_LOGIN', isSecret: false },
    textOf(values, 'login'),
    io,
  );
  const password = await obtain(
    { what: 'API password', option: 'password', variable: 'IMBACHAT_API_PASSWORD', isSecret: true },
    textOf(values, 'password'),
    io,
  );
  const site = new Site({
    address,
    login,
    password,
    ids,
    unknownId: unknownId!,
    separator,
    timeoutMs,
    withEmail: values['with-email'] === true,
    tokenUrl,
    member: memberLogin === undefined ? null : { login: memberLogin, password: memberPassword },
  });
  return {
    about: { examined: 'site', url: address.url },
    examination: await examine(siteChecks, site),
    secrets: [password, `${login}:${password}`, ...(memberPassword === null ? [] : [memberPassword])],
  };
}

async function examineToken(
  [given, ...others]: readonly string[],
  values: Values,
  io: CommandIo,
): Promise<Outcome> {
  if (given === undefined || others.length > 0) {
    throw new UsageError('Expected one token, or - to read it from the input.');
  }
  const token = (given === '-' ? await readAll(io.stdin) : given).trim();
  const secret = await obtain(
    { what: 'Secret key', option: 'secret', variable: 'IMBACHAT_SECRET_KEY', isSecret: true },
    textOf(values, 'secret'),
    io,
  );
  const widgetId = textOf(values, 'widget-id') ?? io.env['IMBACHAT_WIDGET_ID'];
  const examined = { token, secretKey: createSecretKey(secret, 'utf8'), widgetId, now: Date.now() };
  return {
    about: { examined: 'token' },
    examination: await examine(tokenChecks, examined),
    secrets: [secret, token],
  };
}

async function examineSignature(
  [file, ...others]: readonly string[],
  values: Values,
  io: CommandIo,
): Promise<Outcome> {
  if (file === undefined || others.length > 0) {
    throw new UsageError('Expected one file with the parameters, or - to read them from the input.');
  }
  const parameters = readParameters(file === '-' ? await readAll(io.stdin) : await readText(file));
  const siteDomain = await obtain(
    { what: 'domain', option: 'domain', variable: 'CHATBRO_SITE_DOMAIN', isSecret: false },
    textOf(values, 'domain'),
    io,
  );
  const secretKey = await obtain(
    { what: 'secret of the chat', option: 'secret', variable: 'CHATBRO_SECRET_KEY', isSecret: true },
    textOf(values, 'secret'),
    io,
  );
  const examined = { parameters, key: { siteDomain, secretKey }, pageHost: textOf(values, 'page-host') };
  return {
    about: { examined: 'signature', signed: signedFields(examined) },
    examination: await examine(signatureChecks, examined),
    secrets: [secretKey],
  };
}

function textOf(values: Values, name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
}

function readIds(option: string, list: string): UserId[] {
  const ids = list.split(',').map((item) => parseUserId(item.trim()));
  if (ids.length <= 100 && ids.every((id) => id !== undefined)) return [...new Set(ids)];
  throw new UsageError(
    `Expected --${option} to be at most 100 ids from 1 to 999999999 with commas between, got ${quoted(list)}.`,
  );
}

function readSeconds(text: string): number {
  const seconds = Number(text);
  if (/^\d{1,3}(?:\.\d{1,3})?$/.test(text) && seconds > 0) return seconds;
  throw new UsageError(
    `Expected --timeout to be seconds, more than 0 and less than 1000, got ${quoted(text)}.`,
  );
}

/** Where this library serves the token beside the base, unless another URL is given. */
function readTokenUrl(given: string | undefined, base: string | null): string | null {
  if (given === undefined) return base?.endsWith('/api/v1') ? base.replace(/\/api\/v1$/, '/jwt') : null;
  if (/^https?:\/\//i.test(given) && URL.canParse(given)) return given;
  throw new UsageError(`Expected --token-url to be an absolute URL, got ${quoted(given)}.`);
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code = 'no file' } = error as NodeJS.ErrnoException;
    throw new UsageError(`Expected a file that can be read, got ${code} for ${quoted(file)}.`);
  }
}

function say(io: CommandIo, text: string): 0 {
  io.stdout.write(text);
  return 0;
}

function tell(report: Report, isJson: boolean, { env, stdout }: CommandIo): 0 | 1 | 2 {
  // https://no-color.org: present and not empty.
  const colour = stdout.isTTY === true && !env['NO_COLOR'];
  stdout.write(isJson ? `${JSON.stringify(report, null, 2)}\n` : reportTable(report, colour));
  return exitCodeOf(report);
}

function versionOfPackage(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
