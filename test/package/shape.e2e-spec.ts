import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import ts from 'typescript';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { PACKAGE } from '../support/built-package.js';

interface Manifest {
  readonly exports: Readonly<Record<string, string | { types: string; default: string }>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta: Readonly<Record<string, { optional: boolean }>>;
  readonly schematics: string;
}

/** How large the tarball may grow, in bytes. */
const SIZE_LIMIT = 150_000;

const packed = inject('packed');
const manifest = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as Manifest;
const entries = Object.entries(manifest.exports).flatMap(([entry, target]) =>
  typeof target === 'string' ? [] : [{ entry, ...target }],
);

/** The optional peers that an entry point is made for, by entry point; no other may load them. */
const MADE_FOR: Readonly<Record<string, readonly string[]>> = {
  './typeorm': ['typeorm', '@nestjs/typeorm'],
  './openapi': ['@nestjs/swagger'],
};

/** The packages that a file imports, itself or through files of the package; each with a file that does. */
function importsOf(file: string, extension: string, seen = new Set<string>()): Map<string, string> {
  const packages = new Map<string, string>();
  if (seen.has(file)) return packages;
  seen.add(file);
  for (const { fileName: from } of ts.preProcessFile(readFileSync(join(PACKAGE, file), 'utf8'))
    .importedFiles) {
    if (from.startsWith('.')) {
      const next = join(dirname(file), from).replace(/\.js$/, extension);
      importsOf(next, extension, seen).forEach((importer, name) => packages.set(name, importer));
    } else if (!from.startsWith('node:')) {
      packages.set(/^(?:@[^/]+\/)?[^/]+/.exec(from)![0], file);
    }
  }
  return packages;
}

describe('the published package', () => {
  it('holds what is meant to be in it, and nothing else', () => {
    const strays = packed.files.filter(
      (path) =>
        !/^dist\/(?!schematics\/)[\w./-]+\.(?:js|d\.ts)$/.test(path) &&
        !/^dist\/schematics\/[\w./-]+\.js$/.test(path) &&
        ![
          'package.json',
          'README.md',
          'CHANGELOG.md',
          'LICENSE',
          'dist/schematics/collection.json',
          'dist/schematics/nest-add/schema.json',
        ].includes(path),
    );
    expect(strays).toEqual([]);
    expect(packed.files.filter((path) => /[.-]spec\./.test(path))).toEqual([]);
    expect(packed.files).toEqual(
      expect.arrayContaining(['package.json', 'README.md', 'CHANGELOG.md', 'LICENSE', 'dist/index.js']),
    );
  });

  it('declares what its entry points name, and nothing else', () => {
    const declared = new Set<string>();
    const declare = (path: string): void => {
      if (declared.has(path)) return;
      declared.add(path);
      const text = readFileSync(join(PACKAGE, path), 'utf8');
      for (const [, from] of text.matchAll(/(?:from |import\()["'](\.[^"']+)\.js["']/g)) {
        declare(join(dirname(path), `${from}.d.ts`));
      }
    };
    const { exports } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as {
      exports: Record<string, { types?: string }>;
    };
    for (const { types } of Object.values(exports)) if (types) declare(join(types));
    expect(packed.files.filter((path) => path.endsWith('.d.ts')).toSorted()).toEqual(
      [...declared].toSorted(),
    );
  });

  it('refers to no map that is not in it', () => {
    const referring = packed.files.filter(
      (path) =>
        path.endsWith('.js') && readFileSync(join(PACKAGE, path), 'utf8').includes('sourceMappingURL='),
    );
    expect(referring).toEqual([]);
  });

  it('is small', () => {
    expect(packed.size).toBeLessThan(SIZE_LIMIT);
  });

  it('satisfies publint', async () => {
    const { buffer, byteOffset, byteLength } = readFileSync(packed.tarball);
    const tarball = buffer.slice(byteOffset, byteOffset + byteLength);
    const { messages } = await publint({ pack: { tarball }, strict: true, level: 'suggestion' });
    expect(messages).toEqual([]);
  });

  it('has types that resolve for whoever can run it', async () => {
    const analysis = await checkPackage(createPackageFromTarballData(readFileSync(packed.tarball)));
    if (!analysis.types) throw new Error('The package has no types.');
    const findings = analysis.problems.filter(
      // TypeScript 6 gives the resolution of Node.js 10, which knows no `exports`, up.
      (problem) => !('resolutionKind' in problem && problem.resolutionKind === 'node10'),
    );
    // From CommonJS it is loaded with require() of an ES module, which every supported Node.js can.
    expect([...new Set(findings.map(({ kind }) => kind))]).toEqual(['CJSResolvesToESM']);
  });

  it('names a collection of schematics that is in it, with every file that this names', () => {
    const collection = join(manifest.schematics);
    const { schematics } = JSON.parse(readFileSync(join(PACKAGE, collection), 'utf8')) as {
      schematics: Record<string, { factory: string; schema: string }>;
    };
    expect(packed.files).toContain(collection);
    for (const { factory, schema } of Object.values(schematics)) {
      expect(packed.files).toContain(join(dirname(collection), factory.split('#')[0]!));
      expect(packed.files).toContain(join(dirname(collection), schema));
    }
  });
});

describe.each(entries)('the entry point $entry', ({ entry, types, default: main }) => {
  let runtime: Map<string, string>;
  let typed: Map<string, string>;
  beforeAll(() => {
    runtime = importsOf(main, '.js');
    typed = importsOf(types, '.d.ts');
  });

  it('loads no package that is not declared', () => {
    const declared = { ...manifest.dependencies, ...manifest.peerDependencies };
    expect([...runtime].filter(([name]) => !(name in declared))).toEqual([]);
  });

  it('loads no optional peer but the one that it is for', () => {
    const optional = Object.keys(manifest.peerDependenciesMeta);
    const allowed = MADE_FOR[entry] ?? [];
    expect([...runtime].filter(([name]) => optional.includes(name) && !allowed.includes(name))).toEqual([]);
  });

  it('has types of packages alone that whoever imports it has', () => {
    const allowed = [
      '@nestjs/common',
      '@nestjs/core',
      'rxjs', // a peer; what a Nest interceptor returns
      'rate-limiter-flexible', // a dependency with types of its own; the option `imbachat.failureLimiter` takes its limiters
      ...(MADE_FOR[entry] ?? []),
    ];
    expect([...typed].filter(([name]) => !allowed.includes(name))).toEqual([]);
  });
});

describe('the schematics', () => {
  it('load TypeScript and nothing else', () => {
    const { schematics } = manifest;
    const loaded = importsOf(join(dirname(schematics), 'nest-add/nest-add.schematic.js'), '.js');
    expect([...loaded.keys()]).toEqual(['typescript']);
  });
});
