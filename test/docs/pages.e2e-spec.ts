import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
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

const packageJson = (path: string) =>
  JSON.parse(readFileSync(`${root}${path}package.json`, 'utf8')) as Record<string, Record<string, string>>;
const workspace = packageJson('');
const library = packageJson('libs/chat-integration/');

/** What the word after a command must be, for the line to be one that a reader can run. */
const COMMANDS: Record<string, (words: readonly string[]) => boolean> = {
  // Asked of the demo, below.
  curl: () => true,
  npm: ([command, script]) =>
    command === 'ci' ||
    command === 'install' ||
    command! in workspace['scripts']! ||
    (command === 'run' && script! in workspace['scripts']!),
  npx: ([bin]) => existsSync(`${root}node_modules/.bin/${bin}`) || bin! in (library['bin'] ?? {}),
  nest: ([command]) => command === 'add' || command === 'new',
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
      expect(path).toMatch(/^examples\/(?:react|vue|third-vendor)\//);
      expect(existsSync(root + path), path).toBe(true);
    }
  });

  it('holds no command that nobody can run', () => {
    const commands = shellOf(page).flatMap((line) => line.replace(/ #.*$/, '').split(' && '));
    const unknown = commands.filter((command) => {
      const [name, ...words] = command
        .trim()
        .replace(/^(?:[A-Z_]+=\S* )+/, '')
        .split(/\s+/);
      return COMMANDS[name!]?.(words) !== true;
    });
    expect(unknown).toEqual([]);
  });

  it.runIf(typescript)('holds modules and applications that start', async () => {
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    for (const path of layOut(page, 'pages').values()) {
      const exported = (await import(/* @vite-ignore */ path)) as Record<string, unknown>;
      for (const [name, value] of Object.entries(exported)) {
        const app = name.endsWith('Module')
          ? await startHost({ adapter: 'express', imports: [value as Type] })
          : name === 'createApp'
            ? await (await (value as () => Promise<INestApplication>)()).init()
            : undefined;
        await app?.close();
      }
    }
    vi.unstubAllEnvs();
  });
});

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
