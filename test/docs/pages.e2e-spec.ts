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

/** Blocks that are no code: what somebody says or sees. */
const QUOTED = ['', 'text', 'http'];

interface PackageJson {
  readonly scripts?: Readonly<Record<string, string>>;
  readonly bin?: Readonly<Record<string, string>>;
}
const packageJson = (path: string) =>
  JSON.parse(readFileSync(`${root}${path}package.json`, 'utf8')) as PackageJson;
const scripts = Object.keys(packageJson('').scripts!);
const bins = [
  ...readdirSync(`${root}node_modules/.bin`),
  ...Object.keys(packageJson('libs/chat-integration/').bin ?? {}),
];

/** The commands of pages, each with what must be true of its words for a reader to get on with it. */
const COMMANDS: Record<string, (first: string, second: string) => boolean> = {
  // Asked of the demo, below.
  curl: () => true,
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
  const typescript = snippets.some(({ language }) => language === 'ts');

  it('holds no snippet of a kind that is not run', () => {
    const run = ['ts', 'sh', 'json', ...QUOTED];
    expect(snippets.map(({ language }) => language).filter((language) => !run.includes(language))).toEqual(
      [],
    );
    for (const { code } of snippets.filter(({ language }) => language === 'json')) JSON.parse(code);
  });

  it('shows examples that have a test', () => {
    for (const path of examplesOf(page)) {
      expect(path).toMatch(/^examples\/(?:react|vue)\//);
      expect(existsSync(root + path), path).toBe(true);
    }
  });

  it('holds no command that nobody can run', () => {
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

  it.runIf(typescript)('holds modules and applications that start', async () => {
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    const files = [...layOut(page, 'pages').values()];
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      const exported = (await import(/* @vite-ignore */ file)) as Record<string, unknown>;
      for (const [name, value] of Object.entries(exported)) {
        const app = await startedApp(name, value);
        await app?.close();
      }
    }
    vi.unstubAllEnvs();
  });
});

/** The application of a module, or of a `createApp`, that a page exports. */
async function startedApp(name: string, value: unknown): Promise<INestApplication | null> {
  if (name.endsWith('Module')) return startHost({ adapter: 'express', imports: [value as Type] });
  if (name === 'createApp') return (await (value as () => Promise<INestApplication>)()).init();
  return null;
}

const environment = {
  IMBACHAT_WIDGET_ID: '276',
  IMBACHAT_API_LOGIN: 'chat',
  IMBACHAT_API_PASSWORD: 'a password',
  IMBACHAT_SECRET_KEY: IMBACHAT.secretKey as string,
  CHATBRO_CHAT_ID: CHATBRO.chatId,
  CHATBRO_SITE_DOMAIN: CHATBRO.siteDomain,
  CHATBRO_SECRET_KEY: CHATBRO.secretKey,
  // Nothing of a page asks it while it starts.
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

  it('there are some', () => {
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
