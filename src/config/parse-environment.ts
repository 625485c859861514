import { randomBytes } from 'node:crypto';
import { databaseKind, DATABASE_URL_FORMS } from '../database/database-kind.js';
import { isRedisUrl, REDIS_URL_FORMS } from '../redis/is-redis-url.js';
import { CHAT_SANDBOX_MODES, HTTP_ADAPTERS, type DemoConfig } from './demo-config.js';
import { DEVELOPMENT_DEFAULTS, VENDOR_CREDENTIALS } from './development-defaults.js';
import { EnvironmentError } from './environment-error.js';
import { isProxy } from './is-proxy.js';

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Parses the configuration from environment variables. Missing and empty variables have their development defaults.
 *
 * @throws {EnvironmentError} If variables are invalid. The error contains all problems.
 */
export function parseEnvironment(environment: Environment): DemoConfig {
  const problems: string[] = [];
  const read = new EnvironmentReader(
    { ...DEVELOPMENT_DEFAULTS, ...withoutEmptyValues(environment) },
    problems,
  );

  const port = read.integer('PORT', 1, 65_535);
  const config: DemoConfig = {
    port,
    siteUrl: read.siteUrl('SITE_URL') ?? `http://localhost:${port}`,
    httpAdapter: read.oneOf('HTTP_ADAPTER', HTTP_ADAPTERS),
    databaseUrl: read.databaseUrl('DATABASE_URL'),
    redisUrl: read.redisUrl('REDIS_URL'),
    userCacheSeconds: read.integer('USER_CACHE_SECONDS', 0, 86_400),
    trustProxy: read.proxies('TRUST_PROXY'),
    sqliteFile: 'data/demo.sqlite',
    members: read.integer('DEMO_MEMBERS', 1, 1_000_000),
    sessionSecret: read.sessionSecret('SESSION_SECRET'),
    chatSandbox: read.chatSandbox('CHAT_SANDBOX'),
    imbachat: {
      widgetId: read.integer('IMBACHAT_WIDGET_ID', 1, Number.MAX_SAFE_INTEGER),
      apiLogin: read.text('IMBACHAT_API_LOGIN'),
      apiPassword: read.text('IMBACHAT_API_PASSWORD'),
      secretKey: read.text('IMBACHAT_SECRET_KEY'),
    },
    chatbro: {
      chatId: read.text('CHATBRO_CHAT_ID'),
      siteDomain: read.text('CHATBRO_SITE_DOMAIN'),
      secretKey: read.text('CHATBRO_SECRET_KEY'),
    },
  };

  if (problems.length > 0) throw new EnvironmentError(problems);
  return config;
}

/** The length of 24 random bytes in base64. */
const MIN_SESSION_SECRET_LENGTH = 32;

type VariableWithDefault = keyof typeof DEVELOPMENT_DEFAULTS;

/** Reads variables and collects all problems, instead of throwing at the first one. */
class EnvironmentReader {
  constructor(
    private readonly values: Environment & Readonly<Record<VariableWithDefault, string>>,
    private readonly problems: string[],
  ) {}

  text(name: VariableWithDefault): string {
    return this.values[name];
  }

  sessionSecret(name: string): string {
    const secret = this.values[name];
    if (this.isProduction && (secret === undefined || secret.length < MIN_SESSION_SECRET_LENGTH)) {
      this.problems.push(
        `${name}: expected at least ${MIN_SESSION_SECRET_LENGTH} characters with NODE_ENV=production, ` +
          `got ${secret?.length ?? 'none'}. Set ${name} to a random string, the same for every instance, ` +
          'for example from `openssl rand -base64 32`.',
      );
    }
    return secret ?? randomBytes(32).toString('base64url');
  }

  integer(name: VariableWithDefault, min: number, max: number): number {
    const text = this.values[name].trim();
    const value = /^[0-9]{1,16}$/.test(text) ? Number(text) : NaN;
    if (!(value >= min && value <= max)) {
      this.reject(name, `a whole number from ${min} to ${max}`, text, DEVELOPMENT_DEFAULTS[name]);
    }
    return value;
  }

  oneOf<T extends string>(name: VariableWithDefault, allowed: readonly T[]): T {
    const text = this.values[name].trim();
    const value = allowed.find((one) => one === text);
    if (value === undefined) {
      this.reject(name, allowed.map((one) => `"${one}"`).join(' or '), text, DEVELOPMENT_DEFAULTS[name]);
    }
    return value as T;
  }

  siteUrl(name: string): string | undefined {
    const text = this.values[name]?.trim();
    if (text === undefined) return undefined;
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash || url.username || url.password) {
      this.reject(
        name,
        'an http:// or https:// URL without credentials, query and fragment',
        text,
        'http://localhost:3000',
      );
      return undefined;
    }
    return url.href.replace(/\/+$/, '');
  }

  databaseUrl(name: string): string | undefined {
    const text = this.values[name]?.trim();
    if (text !== undefined && databaseKind(text) === undefined) {
      this.problems.push(
        `${name}: expected ${DATABASE_URL_FORMS}, got ${JSON.stringify(schemeOf(text))}. ` +
          `Correct ${name}, or remove it to use an SQLite file under data/.`,
      );
    }
    return text;
  }

  redisUrl(name: string): string | undefined {
    const text = this.values[name]?.trim();
    if (text !== undefined && !isRedisUrl(text)) {
      this.problems.push(
        `${name}: expected ${REDIS_URL_FORMS}, got ${JSON.stringify(schemeOf(text))}. ` +
          `Correct ${name}, or remove it to run without Redis.`,
      );
    }
    return text;
  }

  proxies(name: string): string[] {
    const proxies = (this.values[name] ?? '').split(',').map((proxy) => proxy.trim());
    if (proxies.length === 1 && proxies[0] === '') return [];
    for (const proxy of proxies.filter((each) => !isProxy(each))) {
      this.reject(
        name,
        'addresses or networks of proxies, or "loopback", separated by commas',
        proxy,
        '10.0.0.0/8',
      );
    }
    return proxies;
  }

  chatSandbox(name: VariableWithDefault): boolean {
    const mode = this.oneOf(name, CHAT_SANDBOX_MODES);
    if (mode === 'on' && this.isProduction) {
      this.problems.push(
        `${name}: the sandbox simulates the vendors' servers and cannot run with NODE_ENV=production. ` +
          `Set ${name}=off, or remove it.`,
      );
    }
    if (mode !== 'auto') return mode === 'on';
    const isReal = VENDOR_CREDENTIALS.some(
      (variable) => this.values[variable] !== DEVELOPMENT_DEFAULTS[variable],
    );
    return !this.isProduction && !isReal;
  }

  private get isProduction(): boolean {
    return /^prod(?:uction)?$/i.test(this.values['NODE_ENV']?.trim() ?? '');
  }

  private reject(name: string, expected: string, actual: string, example: string): void {
    this.problems.push(
      `${name}: expected ${expected}, got ${JSON.stringify(actual)}. ` +
        `Correct ${name} in .env or the environment, for example ${name}=${example}.`,
    );
  }
}

/** Returns only the scheme of a URL for error messages, because the rest may contain a password. */
function schemeOf(url: string): string {
  return /^[a-z][a-z0-9+.-]*:/i.exec(url)?.[0] ?? 'a URL without a scheme';
}

function withoutEmptyValues(environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()));
}
