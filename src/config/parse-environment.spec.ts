import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { EnvironmentError } from './environment-error.js';
import { parseEnvironment, type Environment } from './parse-environment.js';

const SESSION_SECRET = 'a secret of at least 32 characters';

describe('parseEnvironment', () => {
  it('has a development default for everything', () => {
    expect(parseEnvironment({})).toEqual({
      port: 3000,
      siteUrl: 'http://localhost:3000',
      httpAdapter: 'express',
      databaseUrl: undefined,
      redisUrl: undefined,
      userCacheSeconds: 0,
      trustProxy: [],
      sqliteFile: 'data/demo.sqlite',
      members: 1000,
      sessionSecret: expect.stringMatching(/^[\w-]{43}$/),
      chatSandbox: true,
      imbachat: {
        widgetId: 276,
        apiLogin: 'imbachat',
        apiPassword: 'change-me-imbachat-api-password',
        secretKey: 'change-me-imbachat-secret-key-of-32-bytes-or-more',
      },
      chatbro: {
        chatId: '9czk',
        siteDomain: 'localhost',
        secretKey: 'change-me-chatbro-secret-key-0000-0000',
      },
    });
  });

  it('reads every variable', () => {
    const config = parseEnvironment({
      PORT: '8080',
      SITE_URL: 'https://green.example/village/',
      HTTP_ADAPTER: 'fastify',
      DATABASE_URL: 'postgres://u:p@db/demo',
      REDIS_URL: 'rediss://u:p@redis:6380/2',
      USER_CACHE_SECONDS: '60',
      TRUST_PROXY: 'loopback, 10.0.0.0/8',
      DEMO_MEMBERS: '5',
      SESSION_SECRET: 'a secret',
      CHAT_SANDBOX: 'off',
      IMBACHAT_WIDGET_ID: '1',
      IMBACHAT_API_LOGIN: 'login',
      IMBACHAT_API_PASSWORD: 'password',
      IMBACHAT_SECRET_KEY: 'key',
      CHATBRO_CHAT_ID: 'chat',
      CHATBRO_SITE_DOMAIN: 'green.example',
      CHATBRO_SECRET_KEY: 'other key',
    });
    expect(config).toEqual({
      port: 8080,
      siteUrl: 'https://green.example/village',
      httpAdapter: 'fastify',
      databaseUrl: 'postgres://u:p@db/demo',
      redisUrl: 'rediss://u:p@redis:6380/2',
      userCacheSeconds: 60,
      trustProxy: ['loopback', '10.0.0.0/8'],
      sqliteFile: 'data/demo.sqlite',
      members: 5,
      sessionSecret: 'a secret',
      chatSandbox: false,
      imbachat: { widgetId: 1, apiLogin: 'login', apiPassword: 'password', secretKey: 'key' },
      chatbro: { chatId: 'chat', siteDomain: 'green.example', secretKey: 'other key' },
    });
  });

  it('treats an empty variable as missing', () => {
    const config = parseEnvironment({ PORT: '', DATABASE_URL: ' ', SESSION_SECRET: '', SITE_URL: '' });
    expect(config).toMatchObject({ port: 3000, databaseUrl: undefined, siteUrl: 'http://localhost:3000' });
    expect(config.sessionSecret).not.toBe('');
  });

  it('derives the site URL from the port', () => {
    expect(parseEnvironment({ PORT: '3456' }).siteUrl).toBe('http://localhost:3456');
  });

  it('generates a new session secret on every start if none is set', () => {
    expect(parseEnvironment({}).sessionSecret).not.toBe(parseEnvironment({}).sessionSecret);
  });

  it.each([
    ['PORT', 'abc'],
    ['PORT', '0'],
    ['PORT', '65536'],
    ['PORT', '3000.5'],
    ['PORT', '-1'],
    ['PORT', '0x50'],
    ['HTTP_ADAPTER', 'koa'],
    ['HTTP_ADAPTER', 'Express'],
    ['DEMO_MEMBERS', '0'],
    ['DEMO_MEMBERS', '1000001'],
    ['DEMO_MEMBERS', '1e3'],
    ['DEMO_MEMBERS', 'many'],
    ['USER_CACHE_SECONDS', '-1'],
    ['USER_CACHE_SECONDS', '86401'],
    ['USER_CACHE_SECONDS', '1m'],
    ['TRUST_PROXY', 'true'],
    ['TRUST_PROXY', '0.0.0.0/0'],
    ['TRUST_PROXY', 'loopback,'],
    ['CHAT_SANDBOX', 'maybe'],
    ['IMBACHAT_WIDGET_ID', 'DEV_ID'],
    ['SITE_URL', 'green.example'],
    ['SITE_URL', 'ftp://green.example'],
    ['SITE_URL', 'https://green.example/?a=b'],
    ['SITE_URL', 'https://user:secret@green.example'],
  ])('rejects %s=%s with the expected value, the actual value and a fix', (name, value) => {
    expect(problemsOf({ [name]: value })).toEqual([
      expect.stringMatching(
        new RegExp(`^${name}: expected .+, got ".*"\\. Correct ${name} .*${name}=.+\\.$`),
      ),
    ]);
  });

  it.each(['mongodb://u:hidden@h/x', 'sqlite://x', 'localhost/demo', 'hidden'])(
    'rejects DATABASE_URL=%s without showing a possible password',
    (value) => {
      const [problem, ...others] = problemsOf({ DATABASE_URL: value });
      expect(others).toEqual([]);
      expect(problem).toMatch(/^DATABASE_URL: expected postgres:\/\/.+ or mysql:\/\/.+, got /);
      expect(problem).not.toContain('hidden');
    },
  );

  it.each(['http://u:hidden@h', 'redis://u:hidden@h/cache', 'hidden'])(
    'rejects REDIS_URL=%s without showing a possible password',
    (value) => {
      const [problem, ...others] = problemsOf({ REDIS_URL: value });
      expect(others).toEqual([]);
      expect(problem).toMatch(/^REDIS_URL: expected redis:\/\/.+, got .+ Correct REDIS_URL, or remove it /);
      expect(problem).not.toContain('hidden');
    },
  );

  it.each(['postgres://h/x', 'postgresql://h/x', 'mysql://h/x', 'mariadb://h/x'])('accepts %s', (value) => {
    expect(parseEnvironment({ DATABASE_URL: value }).databaseUrl).toBe(value);
  });

  it('accepts the minimum and the maximum', () => {
    expect(parseEnvironment({ PORT: '1', DEMO_MEMBERS: '1000000' })).toMatchObject({
      port: 1,
      members: 1_000_000,
    });
    expect(parseEnvironment({ PORT: '65535', DEMO_MEMBERS: '1' })).toMatchObject({
      port: 65_535,
      members: 1,
    });
  });

  it('requires a long session secret in production and never shows it', () => {
    const withSecret = (secret?: string) => problemsOf({ NODE_ENV: 'production', SESSION_SECRET: secret });
    expect(withSecret()).toEqual([
      expect.stringMatching(/^SESSION_SECRET: expected at least 32 characters .+, got none\. Set /),
    ]);
    expect(withSecret('hidden')).toEqual([expect.stringMatching(/, got 6\. /)]);
    expect(withSecret('hidden')[0]).not.toContain('hidden');
    expect(withSecret(SESSION_SECRET)).toEqual([]);
  });

  describe('CHAT_SANDBOX', () => {
    const isOn = (environment: Environment) =>
      parseEnvironment({ SESSION_SECRET, ...environment }).chatSandbox;

    it.each<[Environment, boolean]>([
      [{}, true],
      [{ CHAT_SANDBOX: 'auto' }, true],
      [{ CHAT_SANDBOX: 'on' }, true],
      [{ CHAT_SANDBOX: 'off' }, false],
      [{ NODE_ENV: 'production' }, false],
      [{ NODE_ENV: 'Production ' }, false],
      [{ NODE_ENV: 'prod' }, false],
      [{ NODE_ENV: 'production', CHAT_SANDBOX: 'off' }, false],
      [{ NODE_ENV: 'development' }, true],
      [{ CHATBRO_SITE_DOMAIN: 'green.example' }, true],
    ])('with %j: %s', (environment, expected) => {
      expect(isOn(environment)).toBe(expected);
    });

    it.each([
      'IMBACHAT_WIDGET_ID',
      'IMBACHAT_API_LOGIN',
      'IMBACHAT_API_PASSWORD',
      'IMBACHAT_SECRET_KEY',
      'CHATBRO_CHAT_ID',
      'CHATBRO_SECRET_KEY',
    ])('is off by default if %s is set', (name) => {
      expect(isOn({ [name]: '4711' })).toBe(false);
      expect(isOn({ [name]: '4711', CHAT_SANDBOX: 'on' })).toBe(true);
      expect(isOn({ [name]: '' })).toBe(true);
    });

    it('cannot be turned on in production', () => {
      expect(problemsOf({ CHAT_SANDBOX: 'on', NODE_ENV: 'production', SESSION_SECRET })).toEqual([
        expect.stringMatching(
          /^CHAT_SANDBOX: .+ NODE_ENV=production\. Set CHAT_SANDBOX=off, or remove it\.$/,
        ),
      ]);
    });
  });

  it('reports all problems at once', () => {
    expect(problemsOf({ PORT: 'x', HTTP_ADAPTER: 'y', DEMO_MEMBERS: 'z' })).toHaveLength(3);
  });
});

describe('.env.example', () => {
  const text = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');

  it('sets the development defaults', () => {
    const example = parseEnvironment({ ...parseEnv(text), SESSION_SECRET: 's' });
    expect(example).toEqual(parseEnvironment({ SESSION_SECRET: 's' }));
  });

  it.each([
    'PORT',
    'HTTP_ADAPTER',
    'SITE_URL',
    'DATABASE_URL',
    'REDIS_URL',
    'USER_CACHE_SECONDS',
    'TRUST_PROXY',
    'DEMO_MEMBERS',
    'SESSION_SECRET',
    'IMBACHAT_WIDGET_ID',
    'IMBACHAT_API_LOGIN',
    'IMBACHAT_API_PASSWORD',
    'IMBACHAT_SECRET_KEY',
    'CHATBRO_CHAT_ID',
    'CHATBRO_SITE_DOMAIN',
    'CHATBRO_SECRET_KEY',
    'CHAT_SANDBOX',
  ])('documents %s', (name) => {
    expect(text).toMatch(new RegExp(`^#? ?${name}=`, 'm'));
  });
});

function problemsOf(environment: Environment): readonly string[] {
  try {
    parseEnvironment(environment);
  } catch (error) {
    if (error instanceof EnvironmentError) return error.problems;
    throw error;
  }
  return [];
}
