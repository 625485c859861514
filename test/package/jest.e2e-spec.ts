import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WORKSPACE } from '../support/built-package.js';
import { install, installNodes, NO_REGISTRY, tarballs } from './npm.js';

const SOURCE = fileURLToPath(new URL('jest/chat.jest.ts', import.meta.url));
const NODES = [20, 24];
const JEST = [
  'jest@30',
  'ts-jest',
  '@swc/jest',
  '@swc/core',
  'typescript@5.9',
  '@types/node@20',
  'reflect-metadata',
  'rxjs',
];

/** The configuration in the documentation. */
const documented = JSON.parse(
  /```json\n(\{[^`]*transformIgnorePatterns[^`]*)```/.exec(
    readFileSync(join(WORKSPACE, 'docs/testing.md'), 'utf8'),
  )![1]!,
) as { transform: Record<string, string>; transformIgnorePatterns: string[] };

/** The transforms of each configuration. */
const CONFIGURATIONS: Readonly<Record<string, object>> = {
  documented,
  'with @swc/jest only': { ...documented, transform: { '^.+\\.[jt]s$': '@swc/jest' } },
  'of nest new': { ...documented, transform: { '^.+\\.(t|j)s$': 'ts-jest' } },
};
const UNTRANSFORMED = 'without a transform of packages';

const root = mkdtempSync(join(tmpdir(), 'chat-jest-'));
afterAll(() => rmSync(root, { recursive: true }));

let nodes: Map<number, string>;
beforeAll(async () => {
  nodes = await installNodes(join(root, 'nodes'), NODES);
});

describe.each(['11', '12'])('the tests of an application on Nest %s', (major) => {
  const folder = join(root, major);
  let hasRegistry: boolean;

  beforeAll(async () => {
    mkdirSync(join(folder, 'src'), { recursive: true });
    const nest = ['common', 'core', 'platform-express', 'testing'].map((name) => `@nestjs/${name}@${major}`);
    hasRegistry = await install(folder, ...tarballs(), ...nest, ...JEST);
    cpSync(SOURCE, join(folder, 'src/chat.spec.ts'));
    const compilerOptions = {
      module: 'nodenext',
      target: 'ES2023',
      esModuleInterop: true,
      isolatedModules: true,
      experimentalDecorators: true,
      emitDecoratorMetadata: true,
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
  });

  const cases = NODES.flatMap((version) => [
    ...Object.keys(CONFIGURATIONS)
      // ts-jest does not transform the `import.meta` of Nest 12.
      .filter((name) => major === '11' || name !== 'of nest new')
      .map((name) => [version, name] as const),
    ...(version >= 24 ? [[version, UNTRANSFORMED] as const] : []),
  ]);

  it.for(cases)('pass on Node.js %i with the configuration %s', async ([version, name], { skip }) => {
    if (!hasRegistry) skip(NO_REGISTRY);
    const node = nodes.get(version)!;
    if (!existsSync(node)) skip('the registry does not have this Node.js for this platform');
    const configuration = CONFIGURATIONS[name] ?? { transform: { '^.+\\.ts$': '@swc/jest' } };
    const config = JSON.stringify({ rootDir: folder, testEnvironment: 'node', ...configuration });
    const flags = name === UNTRANSFORMED ? ['--experimental-vm-modules'] : [];
    const args = [...flags, join(folder, 'node_modules/jest/bin/jest.js'), '--config', config, '--json'];
    const { stdout } = await promisify(execFile)(node, args, { cwd: folder });
    expect(JSON.parse(stdout)).toMatchObject({ success: true, numPassedTests: 1 });
  });
});
