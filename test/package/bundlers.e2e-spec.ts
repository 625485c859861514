import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { FakePage } from '../../libs/chat-browser/src/testing/fake-page.js';
import { startApp } from '../support/started-app.js';
import { install, NO_REGISTRY, tarballs } from './npm.js';

const SOURCE = fileURLToPath(new URL('bundled/main.ts', import.meta.url));

const PACKAGES = [
  ...['common', 'core', 'platform-express'].map((name) => `@nestjs/${name}@^12.0.0`),
  '@nestjs/cli@^12.0.0',
  '@swc/cli@^0.8.0',
  '@swc/core@^1.15.18',
  '@types/node@^20.19.0',
  'fork-ts-checker-webpack-plugin@^9.1.0',
  'reflect-metadata',
  'rxjs',
  'ts-loader@^9.5.4',
  'tsconfig-paths-webpack-plugin@^4.2.0',
  'typescript@~6.0.2',
  'webpack@^5.105.4',
  'webpack-node-externals@^3.0.0',
];

/** The packages that Nest loads only if they are installed. */
const MISSING = ['@nestjs/microservices', '@nestjs/websockets', 'class-transformer'];

const root = mkdtempSync(join(tmpdir(), 'chat-bundlers-'));
afterAll(() => rmSync(root, { recursive: true }));

/** Bundles the host and its packages with esbuild. */
async function esbuild(outfile: string, options: object): Promise<void> {
  await build({
    entryPoints: [join(root, 'src/main.ts')],
    outfile: join(root, outfile),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'error',
    tsconfigRaw: { compilerOptions: { experimentalDecorators: true } },
    external: MISSING.map((name) => `${name}*`),
    ...options,
  });
}

/** Runs `nest build`. */
async function nestBuild(builder: 'webpack' | 'swc', outDir: string): Promise<void> {
  const compilerOptions = {
    module: 'nodenext',
    target: 'ES2023',
    strict: true,
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
    types: ['node'],
    skipLibCheck: true,
    rootDir: './src',
    outDir: `./${outDir}`,
  };
  writeFileSync(join(root, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['src'] }));
  const nest = join(root, 'node_modules/.bin/nest');
  await promisify(execFile)(nest, ['build', '--builder', builder], { cwd: root }).catch(
    ({ stdout, stderr }: { stdout: string; stderr: string }) => {
      throw new Error(stdout + stderr);
    },
  );
}

const BUILDS: Readonly<Record<string, { script: string; run: () => Promise<void> }>> = {
  'esbuild with keepNames': {
    script: 'esbuild/names.cjs',
    run: () => esbuild('esbuild/names.cjs', { keepNames: true }),
  },
  'esbuild with keepNames and minify': {
    script: 'esbuild/small.cjs',
    run: () => esbuild('esbuild/small.cjs', { keepNames: true, minify: true }),
  },
  'nest build with webpack': {
    script: 'webpack/main.js',
    run: () => nestBuild('webpack', 'webpack'),
  },
  'nest build with SWC': { script: 'swc/main.js', run: () => nestBuild('swc', 'swc') },
};

let hasRegistry: boolean;
beforeAll(async () => {
  hasRegistry = await install(root, ...tarballs(), ...PACKAGES);
  mkdirSync(join(root, 'src'));
  cpSync(SOURCE, join(root, 'src/main.ts'));
  writeFileSync(join(root, 'nest-cli.json'), '{ "sourceRoot": "src" }');
  // Bundles the packages too, minified, unlike Nest's default.
  writeFileSync(
    join(root, 'webpack.config.js'),
    `module.exports = (options) => ({
      ...options,
      mode: 'production',
      externals: [({ request }, done) =>
        ${JSON.stringify(MISSING)}.some((name) => request.startsWith(name)) ? done(null, 'commonjs ' + request) : done()],
      output: { ...options.output, path: __dirname + '/webpack', filename: 'main.js' },
      ignoreWarnings: [() => true],
    });`,
  );
  writeFileSync(
    join(root, '.swcrc'),
    JSON.stringify({
      jsc: {
        target: 'es2022',
        keepClassNames: true,
        parser: { syntax: 'typescript', decorators: true },
        transform: { legacyDecorator: true, decoratorMetadata: true },
      },
      module: { type: 'commonjs' },
    }),
  );
});

describe.each(Object.entries(BUILDS))('a host that was built by %s', (_, { script, run }) => {
  // Webpack bundles and minifies all packages.
  it('renders widgets that start in a page', { timeout: 300_000 }, async ({ skip }) => {
    if (!hasRegistry) skip(NO_REGISTRY);
    await run();
    const app = await startApp(root, script);
    const html = await (await fetch(app.url)).text().finally(() => app.stop());
    // The scripts wait for vendors that this page does not have.
    vi.useFakeTimers();
    const page = new FakePage();
    const scripts = [...html.matchAll(/<script>(.*?)<\/script>/gs)].map(([, text]) => text!);
    expect(scripts).toHaveLength(3);
    const [scope] = scripts.map((text) => page.runText(text));
    vi.useRealTimers();
    expect(page.head.children.map(({ src }) => src)).toEqual([
      'https://api.imbachat.com/imbachat/v1/276/widget',
    ]);
    expect(page.questions).toMatchObject([{ embedChatsParameters: [{ siteUserFullName: 'Ann' }] }]);
    expect(scope!['started']).toEqual({ name: 'Ann' });
  });
});

it('a host whose own start function was changed by esbuild does not start, and says why', async ({
  skip,
}) => {
  if (!hasRegistry) skip(NO_REGISTRY);
  await esbuild('esbuild/names.cjs', { keepNames: true });
  await expect(startApp(root, 'esbuild/names.cjs', { env: { OWN: 'function' } })).rejects.toThrow(
    /widgets\.own\.start: expected a function whose text works on its own in a page but got one that uses __name/,
  );
});
