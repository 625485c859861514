import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';

/** The folders of the packages, by package name. */
export const PACKAGE_FOLDERS = {
  'nestjs-chat-browser': folderOf('chat-browser'),
  'nestjs-chat-integration': folderOf('chat-integration'),
  'nestjs-chat-devtools': folderOf('chat-devtools'),
} as const;

/** The name of a package of this workspace. */
export type PackageName = keyof typeof PACKAGE_FOLDERS;

/** The tarball that `npm publish` would upload. */
export interface PackedPackage {
  readonly tarball: string;
  /** Size of the tarball in bytes. */
  readonly size: number;
  /** The paths of its files. */
  readonly files: readonly string[];
}

declare module 'vitest' {
  export interface ProvidedContext {
    /** The packages as npm packs them, by package name. */
    packed: Readonly<Record<PackageName, PackedPackage>>;
  }
}

/** The path of the workspace. */
export const WORKSPACE = fileURLToPath(new URL('../../', import.meta.url));

/** Vitest's global setup for tests of the packed packages: builds the packages if necessary, and packs them. */
export default function setup(project: TestProject): () => void {
  execFileSync(process.execPath, ['libs/build.mjs'], { cwd: WORKSPACE, stdio: 'inherit' });
  const target = mkdtempSync(join(tmpdir(), 'chat-packed-'));
  const output = execFileSync(
    'npm',
    ['pack', '--json', '--pack-destination', target, ...Object.values(PACKAGE_FOLDERS)],
    { cwd: WORKSPACE, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const packages = JSON.parse(output) as {
    name: string;
    filename: string;
    size: number;
    files: { path: string }[];
  }[];
  const packed = packages.map(({ name, filename, size, files }): [string, PackedPackage] => [
    name,
    { tarball: join(target, filename), size, files: files.map(({ path }) => path) },
  ]);
  project.provide('packed', Object.fromEntries(packed) as Record<PackageName, PackedPackage>);
  return () => rmSync(target, { recursive: true });
}

function folderOf(name: string): string {
  return fileURLToPath(new URL(`../../libs/${name}`, import.meta.url));
}
