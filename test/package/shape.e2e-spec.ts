import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import ts from 'typescript';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { PACKAGE_FOLDERS, type PackageName, WORKSPACE } from '../support/built-package.js';

interface Manifest {
  readonly exports: Readonly<
    Record<string, string | Record<'import' | 'require', { types: string; default: string }>>
  >;
  readonly bin?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { optional: boolean }>>;
}

/** What is expected of a package. */
interface Expectation {
  readonly name: PackageName;
  /** The maximum size of the tarball in bytes. */
  readonly maxSize: number;
  /** The optional peers of an entry point; other entry points must not load them. */
  readonly optionalPeers: Readonly<Record<string, readonly string[]>>;
}

const PACKAGES: readonly Expectation[] = [
  { name: 'nestjs-chat-browser', maxSize: 26_000, optionalPeers: {} },
  {
    name: 'nestjs-chat-integration',
    maxSize: 190_000,
    optionalPeers: {
      './typeorm': ['typeorm', '@nestjs/typeorm'],
      './openapi': ['@nestjs/swagger'],
    },
  },
  { name: 'nestjs-chat-devtools', maxSize: 60_000, optionalPeers: {} },
];

/** Returns the packages that a file imports, directly or through other files, each with an importing file. */
function importsOf(
  folder: string,
  file: string,
  extension: '.js' | '.d.ts',
  seen = new Set<string>(),
): Map<string, string> {
  const packages = new Map<string, string>();
  if (seen.has(file)) return packages;
  seen.add(file);
  for (const { fileName: from } of ts.preProcessFile(readFileSync(join(folder, file), 'utf8'))
    .importedFiles) {
    if (from.startsWith('.')) {
      const next = join(dirname(file), from).replace(/\.js$/, extension);
      importsOf(folder, next, extension, seen).forEach((importer, name) => packages.set(name, importer));
    } else if (!from.startsWith('node:')) {
      packages.set(/^(?:@[^/]+\/)?[^/]+/.exec(from)![0], file);
    }
  }
  return packages;
}

describe.each(PACKAGES)('$name', ({ name, maxSize, optionalPeers }) => {
  const packed = inject('packed')[name];
  const folder = PACKAGE_FOLDERS[name];
  const read = (path: string) => readFileSync(join(folder, path), 'utf8');
  const manifest = JSON.parse(read('package.json')) as Manifest;
  const entries = Object.entries(manifest.exports).flatMap(([entry, target]) =>
    typeof target === 'string' ? [] : [{ entry, main: target.import.default, types: target.import.types }],
  );

  it('contains the built files and the documents, and nothing else', () => {
    const documents = ['package.json', 'README.md', 'CHANGELOG.md', 'LICENSE'];
    const unexpected = packed.files.filter(
      (path) =>
        !documents.includes(path) &&
        !(/^dist\/[\w./-]+\.(?:c?js|d\.c?ts)$/.test(path) && !/[.-]spec\./.test(path)) &&
        !/^dist\/schematics\/[\w/-]+\.json$/.test(path),
    );
    expect(unexpected).toEqual([]);
    expect(packed.files).toEqual(expect.arrayContaining([...documents, 'dist/index.js']));
  });

  it('contains the declarations that its entry points reach, and no other', () => {
    const reached = new Set<string>();
    for (const { types } of entries) importsOf(folder, join(types), '.d.ts', reached);
    const declarations = (extension: string) =>
      packed.files.filter((path) => path.endsWith(extension)).toSorted();
    expect(declarations('.d.ts')).toEqual([...reached].toSorted());
    const forCommonJs = [...reached].map((path) => path.replace(/ts$/, 'cts'));
    expect(declarations('.d.cts')).toEqual(forCommonJs.toSorted());
  });

  it('does not refer to a source map that it does not contain', () => {
    const scripts = packed.files.filter((path) => path.endsWith('.js'));
    expect(scripts.filter((path) => read(path).includes('sourceMappingURL='))).toEqual([]);
  });

  it(`is smaller than ${maxSize} bytes`, async ({ annotate }) => {
    await annotate(`${packed.size} bytes`);
    expect(packed.size).toBeLessThan(maxSize);
  });

  it('passes publint', async () => {
    const { buffer, byteOffset, byteLength } = readFileSync(packed.tarball);
    const tarball = buffer.slice(byteOffset, byteOffset + byteLength);
    const { messages } = await publint({ pack: { tarball }, strict: true, level: 'suggestion' });
    expect(messages).toEqual([]);
  });

  it('has types that resolve wherever it can be loaded', async () => {
    const analysis = await checkPackage(createPackageFromTarballData(readFileSync(packed.tarball)));
    if (!analysis.types) throw new Error('The package has no types.');
    expect(analysis.problems).toEqual([]);
  });

  it.each(Object.values(manifest.bin ?? {}))('has the command %s', (path) => {
    expect(packed.files).toContain(path);
    expect(read(path)).toMatch(/^#!\/usr\/bin\/env node\n/);
  });

  describe.each(entries)('the entry point $entry', ({ entry, types, main }) => {
    let loaded: Map<string, string>;
    let typed: Map<string, string>;
    beforeAll(() => {
      loaded = importsOf(folder, join(main), '.js');
      typed = importsOf(folder, join(types), '.d.ts');
    });

    const dependencies = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
    const optional = Object.keys(manifest.peerDependenciesMeta ?? {});
    const own = optionalPeers[entry] ?? [];
    const available = dependencies.filter(
      (imported) => !optional.includes(imported) || own.includes(imported),
    );

    it('loads only dependencies and its own optional peers', () => {
      expect([...loaded].filter(([imported]) => !available.includes(imported))).toEqual([]);
    });

    it('uses only types that are installed with it', () => {
      const isTyped = (imported: string) => !existsSync(join(WORKSPACE, 'node_modules/@types', imported));
      expect([...typed].filter(([imported]) => !available.includes(imported) || !isTyped(imported))).toEqual(
        [],
      );
    });
  });
});

describe('the schematics of nestjs-chat-integration', () => {
  const folder = PACKAGE_FOLDERS['nestjs-chat-integration'];
  const { schematics: collection } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    schematics: string;
  };
  const root = dirname(join(collection));

  it('are in the package', () => {
    const { schematics } = JSON.parse(readFileSync(join(folder, collection), 'utf8')) as {
      schematics: Record<string, { factory: string; schema: string }>;
    };
    const { files } = inject('packed')['nestjs-chat-integration'];
    expect(files).toContain(join(collection));
    for (const { factory, schema } of Object.values(schematics)) {
      expect(files).toContain(join(root, factory.split('#')[0]!));
      expect(files).toContain(join(root, schema));
    }
  });

  it('import no package, because an application does not have those of the Nest CLI', () => {
    const loaded = importsOf(folder, join(root, 'nest-add/nest-add.schematic.js'), '.js');
    expect([...loaded.keys()]).toEqual([]);
  });
});
