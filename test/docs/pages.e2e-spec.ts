import { randomBytes } from 'node:crypto';
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type INestApplication, Logger, type Type } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createApp } from '../../src/create-app.js';
import { demoConfig } from '../demo/demo-host.js';
import { CHATBRO, IMBACHAT } from '../support/fixtures.js';
import { startHost } from '../support/host.js';
import { examplesOf, layOut, pages, root, snippetsOf, typeErrors } from './snippets.js';

/** Languages of blocks that are not code: texts, diagrams and output. */
const QUOTED = ['', 'text', 'http'];

/** Languages whose blocks are run by another test, which names the page. */
const RUN_ELSEWHERE: Readonly<Record<string, string>> = { nginx: 'test/scale/nginx.ts' };

interface PackageJson {
  readonly scripts?: Readonly<Record<string, string>>;
  readonly bin?: Readonly<Record<string, string>>;
}
const packageJson = (path: string) =>
  JSON.parse(readFileSync(`${root}${path}package.json`, 'utf8')) as PackageJson;
const scripts = Object.keys(packageJson('').scripts!);
const bins = [
  ...readdirSync(`${root}node_modules/.bin`),
  ...Object.keys(packageJson('libs/chat-devtools/').bin ?? {}),
];

/** The commands that pages use, and whether a reader can run them with these arguments. */
const COMMANDS: Record<string, (first: string, second: string) => boolean> = {
  // Run against the demo, below.
  curl: () => true,
  export: () => true,
  npm: (first, second) =>
    ['ci', 'install'].includes(first) || scripts.includes(first === 'run' ? second : first),
  npx: (first) => bins.includes(first),
  nest: (first) => ['add', 'new'].includes(first),
};

const shellOf = (page: string): string[] =>
  snippetsOf(page)
    .filter(({ language }) => language === 'sh')
    .flatMap(({ code }) => code.split('\n'))
    .filter((line) => line.trim() !== '' && !line.startsWith('#'));

describe.each(pages())('%s', (page) => {
  const snippets = snippetsOf(page);

  it('has only blocks that a test covers', () => {
    const isRun = (language: string) =>
      ['ts', 'sh', 'json', ...QUOTED].includes(language) ||
      (RUN_ELSEWHERE[language] !== undefined &&
        readFileSync(root + RUN_ELSEWHERE[language], 'utf8').includes(page));
    expect(snippets.filter(({ language }) => !isRun(language))).toEqual([]);
    for (const { code } of snippets.filter(({ language }) => language === 'json')) JSON.parse(code);
  });

  it('shows only examples that have a test', () => {
    for (const path of examplesOf(page)) {
      expect(path).toMatch(/^examples\/(?:react|vue|third-vendor)\//);
      expect(existsSync(root + path), path).toBe(true);
    }
  });

  it('has only commands that exist', () => {
    const commands = shellOf(page).flatMap((line) => line.replace(/ #.*$/, '').split(' && '));
    const unknown = commands.filter((command) => {
      const words = command
        .trim()
        .split(/\s+/)
        .filter((word) => !/^[A-Z_]+=/.test(word));
      const [name = '', first = '', second = ''] = words;
      return COMMANDS[name]?.(first, second) !== true;
    });
    expect(unknown).toEqual([]);
  });

  const names = snippets.flatMap(({ code }) => /^\/\/ (\S+\.ts)\n/.exec(code)?.[1] ?? []);
  const isTest = (name: string) => name.endsWith('.test.ts');

  it.runIf(names.length > 0)('has modules and applications that start', async () => {
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    const files = layOut(page, 'pages');
    const exported: [string, unknown][] = [];
    for (const [name, path] of files) {
      if (!isTest(name)) exported.push(...Object.entries((await import(/* @vite-ignore */ path)) as object));
    }
    expect(files.size).toBe(names.length);
    for (const module of rootModules(exported))
      await closed(startHost({ adapter: 'express', imports: [module] }));
    for (const [name, createHost] of exported) {
      if (name === 'createApp') await closed((createHost as () => Promise<INestApplication>)());
    }
    vi.unstubAllEnvs();
  });

  it.runIf(names.some(isTest))('has tests that pass', async () => {
    const files = [...layOut(page, 'tests')].flatMap(([name, path]) => (isTest(name) ? [path] : []));
    const vitest = [`${root}node_modules/vitest/vitest.mjs`, 'run', '--config', 'test/docs/tests.config.ts'];
    const { stdout } = await promisify(execFile)(process.execPath, [...vitest, ...files], { cwd: root });
    expect(stdout).toContain('passed');
  });
});

/** Returns the modules of a page that no other module of the page imports. */
function rootModules(exported: readonly (readonly [string, unknown])[]): Type[] {
  const modules = exported.flatMap(([name, value]) => (name.endsWith('Module') ? [value as Type] : []));
  const importsOf = (module: Type) =>
    (Reflect.getMetadata('imports', module) ?? []) as { imports?: unknown[] }[];
  const imported = modules
    .flatMap((module) => importsOf(module))
    .flatMap((each) => [each, ...(each.imports ?? [])]);
  return modules.filter((module) => !imported.includes(module));
}

/** Starts an application and closes it. */
async function closed(starting: Promise<INestApplication>): Promise<void> {
  const app = await starting;
  await app.init();
  await app.close();
}

const environment = {
  IMBACHAT_WIDGET_ID: '276',
  IMBACHAT_API_LOGIN: 'chat',
  IMBACHAT_API_PASSWORD: 'a password',
  IMBACHAT_SECRET_KEY: IMBACHAT.secretKey as string,
  CHATBRO_CHAT_ID: CHATBRO.chatId,
  CHATBRO_SITE_DOMAIN: CHATBRO.siteDomain,
  CHATBRO_SECRET_KEY: CHATBRO.secretKey,
  CHATBRO_ACCOUNT_ID: 'account-7',
  CHATBRO_ACCOUNT_SECRET: 'the secret of the account',
  CHATBRO_PLATFORM: '1',
  CHAT_PUSH_KEY: randomBytes(24).toString('hex'),
  // No page connects to it while it starts.
  DATABASE_URL: 'mysql://root@127.0.0.1:1/none',
};

beforeAll(() => Logger.overrideLogger(false));

it('the TypeScript of all pages compiles', () => {
  expect(typeErrors(pages().flatMap((page) => [...layOut(page, 'pages').values()]))).toEqual([]);
}, 120_000);

describe('the curl lines of all pages', () => {
  let app: INestApplication;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'docs-'));
    app = await createApp(demoConfig(), { logger: false });
    await app.listen(0, '127.0.0.1');
  });
  afterAll(async () => {
    await app.close();
    rmSync(folder, { recursive: true });
  });

  const lines = pages().flatMap((page) => shellOf(page).filter((line) => line.startsWith('curl ')));

  it('exist', () => {
    expect(lines.length).toBeGreaterThan(0);
  });

  it.each(lines)('%s', async (line) => {
    const command = line
      .replace('http://localhost:3000', await app.getUrl())
      .replaceAll('/tmp/', `${folder}/`)
      .replace(/^curl /, 'curl --silent --show-error --fail ');
    await expect(promisify(execFile)('sh', ['-c', command])).resolves.toBeDefined();
  });
});
