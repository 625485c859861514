import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { install, NO_REGISTRY, tarballs } from './npm.js';

const SOURCE = fileURLToPath(new URL('types/host.ts', import.meta.url));

/** The `module` and `moduleResolution` of each setting, and the field `type` of the `package.json` that has it. */
const SETTINGS = {
  node10: { module: 'commonjs', moduleResolution: 'node10', types: ['commonjs'] },
  node16: { module: 'node16', moduleResolution: 'node16', types: ['commonjs', 'module'] },
  nodenext: { module: 'nodenext', moduleResolution: 'nodenext', types: ['commonjs', 'module'] },
  bundler: { module: 'esnext', moduleResolution: 'bundler', types: ['module'] },
};
type Setting = keyof typeof SETTINGS;
const ALL = Object.keys(SETTINGS) as Setting[];

/** The settings of each version of TypeScript that are tested in an application on Nest 11, and on Nest 12. */
const VERSIONS: Readonly<Record<string, Readonly<Record<'11' | '12', readonly Setting[]>>>> = {
  // Before version 5.8, TypeScript does not let CommonJS import Nest 12.
  '5.6': { '11': ALL, '12': ['bundler'] },
  '5.9': { '11': ['node10', 'nodenext'], '12': ['nodenext'] },
  '6.0': { '11': ALL, '12': ['nodenext', 'bundler'] },
  // Version 7 does not support node10.
  '7': { '11': ['node16', 'nodenext', 'bundler'], '12': ['nodenext', 'bundler'] },
};

const root = mkdtempSync(join(tmpdir(), 'chat-types-'));
afterAll(() => rmSync(root, { recursive: true }));

let hasRegistry: boolean;

beforeAll(async () => {
  const compilers = join(root, 'compilers');
  mkdirSync(compilers);
  const versions = Object.keys(VERSIONS).map((version) => `${version}@npm:typescript@${version}`);
  hasRegistry = await install(compilers, ...versions.map((version) => `typescript${version}`));
  for (const [major, typeorm] of [
    ['11', '^0.3.20'],
    ['12', '^1.0.0'],
  ] as const) {
    const folder = join(root, `nest-${major}`);
    mkdirSync(folder);
    const names = ['common', 'core', 'platform-express', 'swagger', 'typeorm'];
    const nest = names.map((name) => `@nestjs/${name}@^${major}.0.0`);
    const others = [`typeorm@${typeorm}`, 'reflect-metadata', 'rxjs', '@types/node@20'];
    hasRegistry &&= await install(folder, ...tarballs(), ...nest, ...others);
  }
});

/** Compiles the application, also with its packages' declarations, and returns the errors. */
async function errorsOf(version: string, major: string, setting: Setting): Promise<string> {
  const { types, ...options } = SETTINGS[setting];
  const folder = join(root, `nest-${major}`, `${version}-${setting}`);
  for (const type of types) {
    mkdirSync(join(folder, type), { recursive: true });
    writeFileSync(join(folder, type, 'package.json'), JSON.stringify({ type }));
    cpSync(SOURCE, join(folder, type, 'host.ts'));
  }
  const compilerOptions = {
    ...options,
    ...(version === '6.0' && setting === 'node10' ? { ignoreDeprecations: '6.0' } : {}),
    target: 'ES2022',
    lib: ['ES2023', 'DOM'],
    types: ['node'],
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
    noEmit: true,
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*/host.ts'] }));
  const tsc = join(root, `compilers/node_modules/typescript${version}/bin/tsc`);
  return promisify(execFile)(process.execPath, [tsc, '-p', folder]).then(
    () => '',
    (error: { stdout: string }) => error.stdout,
  );
}

describe.each(Object.entries(VERSIONS))('with TypeScript %s', (version, settings) => {
  const cases = Object.entries(settings).flatMap(([major, names]) =>
    names.map((setting) => [major, setting] as const),
  );

  it.for(cases)('an application on Nest %s compiles with %s', async ([major, setting], { skip }) => {
    if (!hasRegistry) skip(NO_REGISTRY);
    expect(await errorsOf(version, major, setting)).toBe('');
  });
});
