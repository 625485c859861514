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

/** Everything that installing the package brings along, peers left out, as it is laid out here. */
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

  it('is small, every direct dependency is justified, and every licence permissive', () => {
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
      claim: 'The tree that the package brings along is small and permissively licensed',
      measured: `${direct.length} direct dependencies: ${direct.join(', ')}`,
      result: `${tree.size} packages in all; ${[...licences].map(([licence, count]) => `${licence}: ${count}`).join(', ')}`,
    });
  });

  it('has no known vulnerability', async ({ skip }) => {
    const args = ['audit', '--omit=dev', '--json', '--workspace', 'libs/chat-integration'];
    const { stdout } = await promisify(execFile)('npm', args, { cwd: root }).catch(
      (error: { stdout: string }) => error,
    );
    const report = JSON.parse(stdout || '{}') as {
      vulnerabilities?: Record<string, { severity: string }>;
      metadata?: object;
    };
    if (!report.metadata) skip('the registry does not answer an audit');
    const inTree = new Set([...tree.values()].map(({ name }) => name));
    const known = Object.keys(report.vulnerabilities ?? {}).filter((name) => inTree.has(name));
    expect(known).toEqual([]);
    record({
      id: '10.2',
      claim: 'No package of that tree has a known vulnerability',
      measured: `npm audit of ${tree.size} packages on ${new Date().toISOString().slice(0, 10)}`,
      result: 'none',
    });
  });
});

/** The licence of a package whose manifest has none in today's form. */
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
