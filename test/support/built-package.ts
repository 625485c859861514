import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** What `npm publish` would send. */
    packed: PackedPackage;
  }
}

/** The tarball of the package, and what is in it. */
export interface PackedPackage {
  readonly tarball: string;
  /** Size of the tarball in bytes. */
  readonly size: number;
  /** The paths of its files. */
  readonly files: readonly string[];
}

/** The folder of the workspace. */
export const WORKSPACE = fileURLToPath(new URL('../../', import.meta.url));

/** The folder of the package. */
export const PACKAGE = join(WORKSPACE, 'libs/chat-integration');

/** Vitest's global set-up of the tests on the built package: builds it if need be, and packs it. */
export default function setup(project: TestProject): () => void {
  if (!isBuilt()) execFileSync('npm', ['run', 'build:lib'], { cwd: WORKSPACE, stdio: 'inherit' });
  const folder = mkdtempSync(join(tmpdir(), 'chat-packed-'));
  const said = execFileSync('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: PACKAGE,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [{ filename, size, files }] = JSON.parse(said) as [
    { filename: string; size: number; files: { path: string }[] },
  ];
  project.provide('packed', {
    tarball: join(folder, filename),
    size,
    files: files.map(({ path }) => path),
  });
  return () => rmSync(folder, { recursive: true });
}

/** Tells whether `dist` is younger than all that it is made of. */
function isBuilt(): boolean {
  // The last step of the build writes it.
  const built = join(PACKAGE, 'dist/index.d.ts');
  const sources = readdirSync(join(PACKAGE, 'src'), { recursive: true, encoding: 'utf8' });
  const changedAt = (path: string) => statSync(path).mtimeMs;
  return (
    existsSync(built) &&
    [
      ...sources.map((name) => join(PACKAGE, 'src', name)),
      ...['tsconfig.json', 'tsconfig.build.json', 'tsconfig.types.json'].map((name) => join(PACKAGE, name)),
      join(WORKSPACE, 'tsconfig.json'),
      join(WORKSPACE, 'nest-cli.json'),
    ].every((path) => changedAt(path) <= changedAt(built))
  );
}
