import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { record } from './support/record.js';

const root = fileURLToPath(new URL('../', import.meta.url));

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly dependencies?: Record<string, string>;
}

function manifest(folder: string): Manifest {
  return JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) as Manifest;
}

/** Returns the installed direct and transitive dependencies of the package, without peer dependencies. */
function runtimeTree(): Map<string, Manifest> {
  const tree = new Map<string, Manifest>();
  const visit = (folder: string): void => {
    for (const name of Object.keys(manifest(folder).dependencies ?? {})) {
      const at = [`${folder}/node_modules/${name}`, `${root}node_modules/${name}`].find((path) =>
        existsSync(`${path}/package.json`),
      )!;
      const found = manifest(at);
      const key = `${found.name}@${found.version}`;
      if (tree.has(key)) continue;
      tree.set(key, found);
      visit(at);
    }
  };
  visit(`${root}libs/chat-integration`);
  return tree;
}

describe('the supply chain', () => {
  const tree = runtimeTree();

  it('is small, has documented direct dependencies and only permissive licences', () => {
    const readme = readFileSync(`${root}README.md`, 'utf8');
    const direct = Object.keys(manifest(`${root}libs/chat-integration`).dependencies ?? {});
    for (const name of direct) expect(readme.split('## Dependencies')[1], name).toContain(`\`${name}\``);

    const licences = new Map<string, number>();
    for (const { name, license, version } of tree.values()) {
      const licence = license ?? licenceFileOf(name);
      expect(
        ['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'BlueOak-1.0.0'],
        `${name}@${version}`,
      ).toContain(licence);
      licences.set(licence, (licences.get(licence) ?? 0) + 1);
    }
    expect(tree.size).toBeLessThanOrEqual(40);
    record({
      id: '10.1',
      claim: 'The dependency tree is small, and all licences are permissive',
      measured: `${direct.length} direct dependencies: ${direct.join(', ')}`,
      result: `${tree.size} packages in total; ${[...licences].map(([licence, count]) => `${licence}: ${count}`).join(', ')}`,
    });
  });

  it('has no known vulnerabilities', async ({ skip }) => {
    const args = ['audit', '--omit=dev', '--json', '--workspace', 'libs/chat-integration'];
    const { stdout } = await promisify(execFile)('npm', args, { cwd: root }).catch(
      (error: { stdout: string }) => error,
    );
    const report = JSON.parse(stdout || '{}') as {
      vulnerabilities?: Record<string, { severity: string }>;
      metadata?: object;
    };
    if (!report.metadata) skip('the registry does not support npm audit');
    const inTree = new Set([...tree.values()].map(({ name }) => name));
    const known = Object.keys(report.vulnerabilities ?? {}).filter((name) => inTree.has(name));
    expect(known).toEqual([]);
    record({
      id: '10.2',
      claim: 'The dependencies have no known vulnerabilities',
      measured: `npm audit of ${tree.size} packages on ${new Date().toISOString().slice(0, 10)}`,
      result: 'none',
    });
  });
});

/** Returns the licence of a package without a `license` field. */
function licenceFileOf(name: string): string {
  const folder = `${root}node_modules/${name}`;
  const file = ['LICENSE', 'LICENSE.md', 'Readme.md']
    .map((each) => `${folder}/${each}`)
    .find((each) => existsSync(each));
  return file &&
    /\bmit license\b|permission is hereby granted, free of charge/im.test(readFileSync(file, 'utf8'))
    ? 'MIT'
    : 'unknown';
}
