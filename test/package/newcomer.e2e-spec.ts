import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv, promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { basic } from '../support/host.js';
import { startApp } from '../support/started-app.js';
import { HostFolder, newHost } from '../schematics/hosts.js';
import { install, NO_REGISTRY, tarballs } from './npm.js';

/** The scaffold's packages for tests and linting: not needed here, and most of the download. */
const TEST_TOOLS =
  /^(?:@nestjs\/(?:mau|testing)|@types\/supertest|@vitest\/.*|oxlint.*|source-map-support|supertest|vite.*|prettier)$/;

let host: HostFolder;
let hasRegistry: boolean;

beforeAll(async () => {
  const tree = await newHost('esm');
  const manifest = JSON.parse(tree.readText('/package.json')) as { devDependencies: Record<string, string> };
  manifest.devDependencies = Object.fromEntries(
    Object.entries(manifest.devDependencies).filter(([name]) => !TEST_TOOLS.test(name)),
  );
  tree.overwrite('/package.json', JSON.stringify(manifest, null, 2));
  tree.overwrite('/tsconfig.json', tree.readText('/tsconfig.json').replace('"vitest/globals", ', ''));
  host = new HostFolder(tree);
  hasRegistry = await install(host.path);
});
afterAll(() => host.remove());

/** Runs a command of the application's packages, like `npx`. */
async function run(bin: string, args: readonly string[], env: Record<string, string> = {}): Promise<string> {
  const { stdout } = await promisify(execFile)(join(host.path, 'node_modules/.bin', bin), args, {
    cwd: host.path,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
  });
  return stdout;
}

function edit(file: string, change: (text: string) => string): void {
  const path = join(host.path, file);
  writeFileSync(path, change(readFileSync(path, 'utf8')));
}

it('a new application responds to the chat server after nest new, npm install and nest add', async ({
  annotate,
  skip,
}) => {
  if (!hasRegistry) skip(NO_REGISTRY);
  const steps: string[] = [];
  let since = performance.now();
  const done = (step: string) => {
    steps.push(`${step} ${((performance.now() - since) / 1_000).toFixed(1)} s`);
    since = performance.now();
  };

  if (!(await install(host.path, ...tarballs()))) skip(NO_REGISTRY);
  done('npm install');

  // `nest add` would install the package from the registry, where it is not published yet.
  const log = await run('nest', ['add', 'nestjs-chat-integration', '--skip-install']);
  expect(log).toContain('set IMBACHAT_WIDGET_ID, IMBACHAT_SECRET_KEY in .env');
  done('nest add');
  if (!(await install(host.path))) skip(NO_REGISTRY);
  done('npm install of @nestjs/config');

  edit('.env', (text) =>
    text
      .replace('IMBACHAT_WIDGET_ID=', 'IMBACHAT_WIDGET_ID=276')
      .replace('IMBACHAT_SECRET_KEY=', 'IMBACHAT_SECRET_KEY=the-secret-key-of-the-dashboard'),
  );
  edit('src/chat/chat-user.provider.ts', (text) => text.replace('= [];', `= [{ id: 7, name: 'Ann' }];`));
  await run('nest', ['build']);
  const app = await startApp(host.path, 'dist/main.js');
  done('nest start');

  const env = parseEnv(readFileSync(join(host.path, '.env'), 'utf8')) as Record<string, string>;
  const api = `${app.url}/imbachat/api/v1`;
  const response = await fetch(`${api}/users/7`, {
    headers: { authorization: basic(env['IMBACHAT_API_LOGIN']!, env['IMBACHAT_API_PASSWORD']!) },
  });
  expect(await response.json()).toEqual([{ user_id: 7, name: 'Ann', avatar_url: false }]);
  await run(
    'nestjs-chat-devtools',
    ['doctor', api, '--login', env['IMBACHAT_API_LOGIN']!, '--ids', '7'],
    env,
  );
  done('doctor');
  await app.stop();
  await annotate(steps.join(', '));
});
