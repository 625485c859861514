import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WORKSPACE } from '../support/built-package.js';
import { basic } from '../support/host.js';
import { startApp } from '../support/started-app.js';
import { install, installNodes, NO_REGISTRY, tarballs } from './npm.js';

const SOURCES = fileURLToPath(new URL('strangers/', import.meta.url));
const NEST = ['common', 'core', 'platform-express', 'platform-fastify'].map(
  (name) => `@nestjs/${name}@^12.0.0`,
);
const TYPEORM = ['@nestjs/typeorm@^12.0.0', 'typeorm@^1.0.0', 'sql.js'];

/** The major versions of Node.js that the packages support. */
const NODES = [20, 22, 24];
/** The script of each application. */
const APPS = {
  'an application of ES modules': 'plain/esm/plain.js',
  'an application of CommonJS': 'plain/cjs/plain.js',
  'an application on Fastify': 'plain/esm/fastify.js',
  'an application bundled without decorator metadata': 'plain/bundled/plain.cjs',
  'an application with TypeORM': 'typeorm/esm/typeorm.js',
};

/** The entry points that require no optional peer. */
const ENTRIES = [
  'nestjs-chat-integration',
  'nestjs-chat-integration/protocol',
  'nestjs-chat-integration/testing',
  'nestjs-chat-browser',
  'nestjs-chat-browser/imbachat',
  'nestjs-chat-browser/chatbro',
  'nestjs-chat-browser/inline',
  'nestjs-chat-devtools',
];

const root = mkdtempSync(join(tmpdir(), 'chat-strangers-'));
const plain = join(root, 'plain');
const typeorm = join(root, 'typeorm');
afterAll(() => rmSync(root, { recursive: true }));

/** Compiles sources to ES modules or CommonJS, with the packages of the parent folder. */
async function compile(folder: string, type: 'esm' | 'cjs', files: readonly string[], skipLibCheck: boolean) {
  const target = join(folder, type);
  mkdirSync(target, { recursive: true });
  for (const file of files) {
    if (existsSync(SOURCES + file)) cpSync(SOURCES + file, join(target, file));
  }
  writeFileSync(join(target, 'package.json'), `{ "type": "${type === 'esm' ? 'module' : 'commonjs'}" }`);
  const compilerOptions = {
    module: 'nodenext',
    target: 'ES2023',
    lib: ['ES2023', 'DOM'],
    strict: true,
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
    types: ['node'],
    skipLibCheck,
  };
  writeFileSync(join(target, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
  const tsc = join(WORKSPACE, 'node_modules/typescript/bin/tsc');
  await promisify(execFile)(process.execPath, [tsc, '-p', target]).catch(({ stdout }: { stdout: string }) => {
    throw new Error(stdout);
  });
}

/** Bundles an application with its packages, except the ones that Nest loads only if they are installed. */
async function bundle(source: string, target: string): Promise<void> {
  await build({
    entryPoints: [source],
    outfile: target,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'error',
    tsconfigRaw: { compilerOptions: { experimentalDecorators: true } },
    external: ['@nestjs/microservices*', '@nestjs/websockets*', 'class-transformer*'],
  });
}

let hasRegistry: boolean;
let nodes: Map<number, string>;

beforeAll(async () => {
  mkdirSync(plain);
  hasRegistry = await install(
    plain,
    ...tarballs(),
    ...NEST,
    'reflect-metadata',
    'rxjs',
    '@types/node@^20.19.0',
  );
  if (!hasRegistry) return;
  cpSync(plain, typeorm, { recursive: true, verbatimSymlinks: true });
  hasRegistry = await install(typeorm, ...TYPEORM);
  if (!hasRegistry) return;
  nodes = await installNodes(join(root, 'nodes'), NODES);
  mkdirSync(join(plain, 'esm'));
  writeFileSync(join(plain, 'esm/entries.ts'), ENTRIES.map((entry) => `import '${entry}';\n`).join(''));
  await compile(plain, 'esm', ['plain.ts', 'fastify.ts', 'entries.ts'], false);
  await compile(plain, 'cjs', ['plain.ts'], true);
  await compile(typeorm, 'esm', ['typeorm.ts'], true);
  await bundle(join(plain, 'esm/plain.ts'), join(plain, 'bundled/plain.cjs'));
});

it('installs no optional peer', ({ skip }) => {
  if (!hasRegistry) skip(NO_REGISTRY);
  const { peerDependenciesMeta } = JSON.parse(
    readFileSync(join(plain, 'node_modules/nestjs-chat-integration/package.json'), 'utf8'),
  ) as { peerDependenciesMeta: Record<string, { optional: true }> };
  const installed = Object.keys(peerDependenciesMeta).filter((name) =>
    existsSync(join(plain, 'node_modules', name)),
  );
  expect(installed).toEqual([]);
});

describe.each(NODES)('on Node.js %i', (version) => {
  it('every entry point loads without optional peers', async ({ skip }) => {
    if (!hasRegistry) skip(NO_REGISTRY);
    const node = nodes.get(version)!;
    if (!existsSync(node)) skip('the registry does not have this Node.js for this platform');
    await expect(promisify(execFile)(node, [join(plain, 'esm/entries.js')])).resolves.toBeDefined();
  });

  it.for(Object.entries(APPS))('%s starts and responds to the chat server', async ([, script], { skip }) => {
    if (!hasRegistry) skip(NO_REGISTRY);
    const node = nodes.get(version)!;
    if (!existsSync(node)) skip('the registry does not have this Node.js for this platform');
    const app = await startApp(root, script, { node });
    const users = (headers: Record<string, string>) =>
      fetch(`${app.url}/imbachat/api/v1/users/7,8`, { headers });
    expect((await users({})).status).toBe(401);
    const response = await users({ authorization: basic('chat', 'pass:word') });
    expect([response.status, await response.json()]).toEqual([
      200,
      [{ user_id: 7, name: 'Ann', avatar_url: false }],
    ]);
    await app.stop();
  });
});
