import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runtimePackages } from './runtime-packages.js';

describe('runtimePackages', () => {
  let root: string;
  beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'chat-bench-spec-'))));
  afterEach(() => rmSync(root, { recursive: true }));

  function place(folder: string, manifest: object): void {
    mkdirSync(join(root, folder), { recursive: true });
    writeFileSync(join(root, folder, 'package.json'), JSON.stringify(manifest));
  }
  const found = (): string[] =>
    [...runtimePackages(join(root, 'lib'))].map((path) => path.slice(root.length + 1)).toSorted();

  it('resolves direct and transitive dependencies as Node.js does, each of them once', () => {
    place('lib', { dependencies: { a: '1', '@scope/b': '1' } });
    place('node_modules/a', { dependencies: { c: '2' } });
    place('node_modules/a/node_modules/c', {});
    place('node_modules/@scope/b', { dependencies: { a: '1', c: '1' } });
    place('node_modules/c', { dependencies: { a: '1' } });
    expect(found()).toEqual([
      'node_modules/@scope/b',
      'node_modules/a',
      'node_modules/a/node_modules/c',
      'node_modules/c',
    ]);
  });

  it('omits peer dependencies and development dependencies', () => {
    place('lib', { dependencies: { a: '1' }, peerDependencies: { b: '1' }, devDependencies: { b: '1' } });
    place('node_modules/a', { peerDependencies: { b: '1' } });
    place('node_modules/b', {});
    expect(found()).toEqual(['node_modules/a']);
  });

  it('throws an error if a dependency is not installed', () => {
    place('lib', { dependencies: { 'no-such-package-anywhere': '1' } });
    expect(found).toThrow('Expected no-such-package-anywhere to be installed. Run npm ci.');
  });
});
