import { quote } from 'nestjs-chat-integration/internal';
import { parseUserNumber } from 'nestjs-chat-integration/protocol';
import { runChecks } from '../check.js';
import { UsageError } from '../doctor.errors.js';
import { readOptionalSetting, readSetting } from '../settings.js';
import { onlyPositional, type Subcommand } from '../subcommand.js';
import { parseSiteAddress } from './site-address.js';
import { siteChecks } from './checks/site-checks.js';
import { Site } from './site.js';

const API_LOGIN = { name: 'API login', option: 'login', variable: 'IMBACHAT_API_LOGIN', isSecret: false };
const API_PASSWORD = {
  name: 'API password',
  option: 'password',
  variable: 'IMBACHAT_API_PASSWORD',
  isSecret: true,
};
const MEMBER_PASSWORD = {
  name: "member's password",
  option: 'member-password',
  variable: 'IMBACHAT_MEMBER_PASSWORD',
  isSecret: true,
};

/** `doctor <url>`: examines a site. */
export const siteSubcommand: Subcommand = {
  options: {
    login: { type: 'string' },
    password: { type: 'string' },
    ids: { type: 'string', default: '1,2' },
    'unknown-id': { type: 'string', default: '999999999' },
    separator: { type: 'string', default: ',' },
    'with-email': { type: 'boolean' },
    'token-url': { type: 'string' },
    'member-login': { type: 'string' },
    'member-password': { type: 'string' },
    timeout: { type: 'string', default: '10' },
  },

  async examine(args, io) {
    const address = parseSiteAddress(onlyPositional(args, 'one URL'));
    const { ids = '', separator = '', timeout = '', 'unknown-id': unknownId = '', ...options } = args.options;
    const memberLogin = options['member-login'];
    const memberPassword = readOptionalSetting(MEMBER_PASSWORD, options['member-password'], io) ?? null;
    const parsed = {
      ids: parseIds('ids', ids),
      unknownId: parseIds('unknown-id', unknownId)[0]!,
      timeoutMs: parseSeconds(timeout) * 1000,
      tokenUrl: parseTokenUrl(options['token-url'], address.base),
    };
    const login = await readSetting(API_LOGIN, options['login'], io);
    const password = await readSetting(API_PASSWORD, options['password'], io);
    const site = new Site({
      ...parsed,
      address,
      login,
      password,
      separator,
      withEmail: args.flags.has('with-email'),
      member: memberLogin === undefined ? null : { login: memberLogin, password: memberPassword },
    });
    return {
      subject: { examined: 'site', url: address.url },
      results: await runChecks(siteChecks, site),
      secrets: [password, `${login}:${password}`, memberPassword ?? ''],
    };
  },
};

function parseIds(option: string, list: string): number[] {
  const ids = list.split(',').map((item) => parseUserNumber(item.trim()));
  if (ids.length <= 100 && ids.every((id) => id !== undefined)) return [...new Set(ids)];
  throw new UsageError(
    `Expected --${option} to be at most 100 ids from 1 to 999999999, separated by commas, but got ${quote(list)}.`,
  );
}

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (/^\d{1,3}(?:\.\d{1,3})?$/.test(text) && seconds > 0) return seconds;
  throw new UsageError(
    `Expected --timeout to be a number of seconds, more than 0 and less than 1000, but got ${quote(text)}.`,
  );
}

/** By default the path at which nestjs-chat-integration serves the token next to its other endpoints. */
function parseTokenUrl(given: string | undefined, base: string | null): string | null {
  if (given === undefined) return base?.endsWith('/api/v1') ? base.replace(/\/api\/v1$/, '/jwt') : null;
  if (/^https?:\/\//i.test(given) && URL.canParse(given)) return given;
  throw new UsageError(`Expected --token-url to be an absolute URL but got ${quote(given)}.`);
}
