import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WORKSPACE } from '../support/built-package.js';
import { ADAPTERS, basic } from '../support/host.js';
import { startApp, type StartedApp } from '../support/started-app.js';
import { install, NO_REGISTRY, tarballs } from './npm.js';

const SOURCES = fileURLToPath(new URL('hosts/', import.meta.url));
const API_PASSWORD = 'pass:word';

/** The packages of each application. */
const STACKS: Readonly<Record<string, readonly string[]>> = {
  'Nest 11': nest('^11.0.0'),
  'Nest 11 with TypeORM 0.3': [...nest('^11.0.0'), ...typeorm('^0.3.20', '^11.0.0')],
  'Nest 11 with TypeORM 1': [...nest('^11.0.0'), ...typeorm('^1.0.0', '^11.0.0')],
  'Nest 12': nest('^12.0.0'),
  'Nest 12 with TypeORM 0.3': [...nest('^12.0.0'), ...typeorm('^0.3.20', '^12.0.0')],
  'Nest 12 with TypeORM 1': [...nest('^12.0.0'), ...typeorm('^1.0.0', '^12.0.0')],
  'the oldest versions': [
    ...nest('11.0.3'),
    ...typeorm('0.3.20', '11.0.0'),
    '@nestjs/jwt@11.0.0',
    '@nestjs/passport@11.0.2',
    'class-validator@0.14.1',
  ],
};

/** The field `type` of `package.json` for each module system. */
const MODULE_SYSTEMS = { 'ES modules': 'module', CommonJS: 'commonjs' };

const APPS = ADAPTERS.flatMap((adapter) =>
  Object.entries(MODULE_SYSTEMS).map(([name, type]) => [adapter, name, type] as const),
);

function nest(range: string): string[] {
  const names = ['common', 'core', 'platform-express', 'platform-fastify', 'swagger'];
  return names.map((name) => `@nestjs/${name}@${range}`);
}

function typeorm(range: string, nestRange: string): string[] {
  return [`typeorm@${range}`, `@nestjs/typeorm@${nestRange}`, 'sql.js'];
}

/** Compiles the application as ES modules and as CommonJS. */
async function compile(folder: string, hasTypeOrm: boolean): Promise<void> {
  for (const type of Object.values(MODULE_SYSTEMS)) {
    mkdirSync(join(folder, type));
    writeFileSync(join(folder, type, 'package.json'), JSON.stringify({ type }));
    cpSync(join(SOURCES, 'main.ts'), join(folder, type, 'main.ts'));
    cpSync(join(SOURCES, hasTypeOrm ? 'typeorm/users.ts' : 'users.ts'), join(folder, type, 'users.ts'));
  }
  const compilerOptions = {
    module: 'nodenext',
    target: 'ES2023',
    strict: true,
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
    types: ['node'],
    skipLibCheck: true,
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*/*.ts'] }));
  const tsc = join(WORKSPACE, 'node_modules/typescript/bin/tsc');
  await promisify(execFile)(process.execPath, [tsc, '-p', folder]).catch(({ stdout }: { stdout: string }) => {
    throw new Error(stdout);
  });
}

const root = mkdtempSync(join(tmpdir(), 'chat-matrix-'));
afterAll(() => rmSync(root, { recursive: true }));

describe.each(Object.entries(STACKS))('an application on %s', (stack, packages) => {
  const folder = join(root, stack.replaceAll(' ', '-'));
  let hasRegistry: boolean;

  beforeAll(async () => {
    mkdirSync(folder);
    hasRegistry = await install(
      folder,
      ...tarballs(),
      ...packages,
      'reflect-metadata',
      'rxjs',
      '@types/node@20',
    );
    if (hasRegistry) await compile(folder, packages.includes('sql.js'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('has one copy of each package of Nest', ({ skip }) => {
    if (!hasRegistry) skip(NO_REGISTRY);
    const nested = ['nestjs-chat-integration', 'nestjs-chat-devtools'].filter((name) =>
      existsSync(join(folder, 'node_modules', name, 'node_modules')),
    );
    expect(nested).toEqual([]);
  });

  it.for(APPS)('on %s, of %s, starts and passes the doctor', async ([adapter, , type], { skip }) => {
    if (!hasRegistry) skip(NO_REGISTRY);
    const app = await startApp(folder, `${type}/main.js`, { env: { ADAPTER: adapter } });
    try {
      expect(await responses(app)).toMatchObject({
        users: [
          { user_id: 1, name: 'Ada' },
          { user_id: 2, name: 'Bob' },
        ],
        guestToken: 401,
        token: { user_id: 1 },
        page: expect.stringMatching(/startImbaChat[^]*Ada/),
        widgets: { chatbro: { params: { siteUserFullName: 'Ada' } } },
        openapi: { paths: { '/imbachat/jwt': { get: { tags: ['Chat'] } } } },
      });
      expect(await failedChecks(app, folder)).toEqual([]);
    } finally {
      await app.stop();
    }
  });
});

/** Returns what the application responds to the chat server, a guest and a member. */
async function responses({ url }: StartedApp): Promise<Record<string, unknown>> {
  const get = (path: string, headers: Record<string, string>) => fetch(url + path, { headers });
  const text = async (path: string) => (await get(path, { 'x-member': '1' })).text();
  const credentials = { authorization: basic('chat', API_PASSWORD) };
  const [, payload] = (await text('/imbachat/jwt')).split('.');
  return {
    users: await (await get('/imbachat/api/v1/users/1,2', credentials)).json(),
    guestToken: (await get('/imbachat/jwt', {})).status,
    token: JSON.parse(Buffer.from(payload!, 'base64url').toString()),
    page: await text('/page'),
    widgets: JSON.parse(await text('/chat/widgets')),
    openapi: JSON.parse(await text('/openapi.json')),
  };
}

/** Runs the doctor and returns the checks that failed. */
async function failedChecks({ url }: StartedApp, folder: string): Promise<unknown[]> {
  const bin = join(folder, 'node_modules/.bin/nestjs-chat-devtools');
  const args = ['doctor', `${url}/imbachat/api/v1`, '--login', 'chat', '--ids', '1,2', '--json'];
  const env = { PATH: process.env['PATH'], IMBACHAT_API_PASSWORD: API_PASSWORD };
  const { stdout } = await promisify(execFile)(bin, args, { env }).catch(
    (error: { stdout: string }) => error,
  );
  const { stopped, checks } = JSON.parse(stdout) as Report;
  return [...(stopped ? [stopped] : []), ...checks.filter(({ status }) => status === 'failed')];
}

/** The part of the doctor's report that is read. */
interface Report {
  readonly stopped: object | null;
  readonly checks: readonly { readonly status: string }[];
}
