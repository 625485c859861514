import { randomBytes } from 'node:crypto';
import { databaseKind, DATABASE_URL_FORMS } from '../database/database-kind.js';
import { CHAT_SANDBOX_MODES, HTTP_ADAPTERS, type DemoConfig } from './demo-config.js';
import { DEVELOPMENT_DEFAULTS, VENDOR_CREDENTIALS } from './development-defaults.js';
import { EnvironmentError } from './environment-error.js';

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the configuration from environment variables; one that is missing or blank has its development default.
 *
 * @throws {EnvironmentError} naming every variable that cannot be used.
 */
export function parseEnvironment(environment: Environment): DemoConfig {
  const problems: string[] = [];
  const read = new EnvironmentReader({ ...DEVELOPMENT_DEFAULTS, ...withoutBlanks(environment) }, problems);

  const port = read.integer('PORT', 1, 65_535);
  const config: DemoConfig = {
    port,
    siteUrl: read.siteUrl('SITE_URL') ?? `http://localhost:${port}`,
    httpAdapter: read.oneOf('HTTP_ADAPTER', HTTP_ADAPTERS),
    databaseUrl: read.databaseUrl('DATABASE_URL'),
    sqliteFile: 'data/demo.sqlite',
    members: read.integer('DEMO_MEMBERS', 1, 1_000_000),
    sessionSecret: read.optional('SESSION_SECRET') ?? randomBytes(32).toString('base64url'),
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

type VariableWithDefault = keyof typeof DEVELOPMENT_DEFAULTS;

/** Reads variables one by one and notes, instead of throwing at the first, what is wrong with each. */
class EnvironmentReader {
  constructor(
    private readonly values: Environment & Readonly<Record<VariableWithDefault, string>>,
    private readonly problems: string[],
  ) {}

  text(name: VariableWithDefault): string {
    return this.values[name];
  }

  optional(name: string): string | undefined {
    return this.values[name];
  }

  integer(name: VariableWithDefault, min: number, max: number): number {
    const text = this.values[name].trim();
    const value = /^[0-9]{1,16}$/.test(text) ? Number(text) : NaN;
    if (!(value >= min && value <= max)) {
      this.refuse(name, `a whole number from ${min} to ${max}`, text, DEVELOPMENT_DEFAULTS[name]);
    }
    return value;
  }

  oneOf<T extends string>(name: VariableWithDefault, allowed: readonly T[]): T {
    const text = this.values[name].trim();
    const value = allowed.find((one) => one === text);
    if (value === undefined) {
      this.refuse(name, allowed.map((one) => `"${one}"`).join(' or '), text, DEVELOPMENT_DEFAULTS[name]);
    }
    return value as T;
  }

  siteUrl(name: string): string | undefined {
    const text = this.values[name]?.trim();
    if (text === undefined) return undefined;
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash || url.username || url.password) {
      this.refuse(
        name,
        'an http:// or https:// address without query and fragment',
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
      // The address holds a password: show its scheme at most.
      const scheme = /^[a-z][a-z0-9+.-]*:/i.exec(text)?.[0] ?? 'an address without a scheme';
      this.refuse(name, DATABASE_URL_FORMS, scheme, undefined);
    }
    return text;
  }

  chatSandbox(name: VariableWithDefault): boolean {
    const mode = this.oneOf(name, CHAT_SANDBOX_MODES);
    const isProduction = this.values['NODE_ENV'] === 'production';
    if (mode === 'on' && isProduction) {
      this.problems.push(
        `${name}: the sandbox stands in for the vendors' servers and never runs with NODE_ENV=production. ` +
          `Set ${name}=off, or remove it.`,
      );
    }
    if (mode !== 'auto') return mode === 'on';
    const isReal = VENDOR_CREDENTIALS.some(
      (variable) => this.values[variable] !== DEVELOPMENT_DEFAULTS[variable],
    );
    return !isProduction && !isReal;
  }

  private refuse(name: string, expected: string, came: string, example: string | undefined): void {
    const remedy =
      example === undefined
        ? `Correct ${name}, or remove it for an SQLite file under data/.`
        : `Correct ${name} in .env or the environment, for example ${name}=${example}.`;
    this.problems.push(`${name}: expected ${expected}, got ${JSON.stringify(came)}. ${remedy}`);
  }
}

function withoutBlanks(environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()));
}
