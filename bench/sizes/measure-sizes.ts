import { execFile } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { markdownTable } from '../report/markdown-table.js';
import { ROOT } from '../root.js';
import type { Context, Section } from '../section.js';
import { runtimePackages } from './runtime-packages.js';

const LIBRARY = 'libs/chat-integration';
const LARGEST = 5;

/** Folders of `dist` that applications do not load in production. */
const TOOLS = ['schematics', 'testing', 'openapi'];

/** Measures the sizes of the package and its dependencies. */
export async function measureSizes({ log }: Context): Promise<Section> {
  log('sizes');
  const { size, unpackedSize, entryCount, files } = await pack();
  const toolFiles = files.filter(({ path }) => TOOLS.includes(path.split('/')[1]!));
  const tools = toolFiles.reduce((sum, file) => sum + file.size, 0);
  const packages = [...runtimePackages(join(ROOT, LIBRARY))]
    .map((folder) => ({ name: nameOf(folder), bytes: sizeOf(folder) }))
    .toSorted((one, other) => other.bytes - one.bytes);
  const totalBytes = packages.reduce((sum, { bytes }) => sum + bytes, 0);
  const largest = packages.slice(0, LARGEST).map(({ name, bytes }) => [`of which ${name}`, kilobytes(bytes)]);
  return {
    title: 'Sizes',
    text: markdownTable(
      ['', 'kB'],
      [
        ['package, packed', kilobytes(size)],
        [`package, unpacked (${entryCount} files)`, kilobytes(unpackedSize)],
        [`of which ${TOOLS.join(', ')}`, kilobytes(tools)],
        [`${packages.length} direct and transitive dependencies, unpacked`, kilobytes(totalBytes)],
        ...largest,
      ],
    ),
    findings: [
      {
        name: 'Sizes: package, packed',
        measured: size / 1000,
        target: { bound: 'at most', value: 100, unit: ' kB' },
      },
    ],
  };
}

interface Packed {
  readonly size: number;
  readonly unpackedSize: number;
  readonly entryCount: number;
  readonly files: readonly { readonly path: string; readonly size: number }[];
}

async function pack(): Promise<Packed> {
  const args = ['pack', '--dry-run', '--json', '--workspace', LIBRARY];
  const { stdout } = await promisify(execFile)('npm', args, { cwd: ROOT });
  const [packed] = JSON.parse(stdout) as [Packed];
  return packed;
}

const kilobytes = (bytes: number): string => (bytes / 1000).toFixed(0);

const nameOf = (folder: string): string => relative(join(ROOT, 'node_modules'), folder).replaceAll(sep, '/');

/** Returns the size of all files of a package in bytes, without nested packages. */
function sizeOf(folder: string): number {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== 'node_modules')
    .map((entry) => join(folder, entry.name))
    .reduce((sum, path) => {
      const stats = statSync(path);
      return sum + (stats.isDirectory() ? sizeOf(path) : stats.size);
    }, 0);
}
