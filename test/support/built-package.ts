import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the workspace. */
export const WORKSPACE = fileURLToPath(new URL('../../', import.meta.url));

/** The folder of the package. */
export const PACKAGE = join(WORKSPACE, 'libs/chat-integration');

/** Vitest's global set-up of the tests on the built package: builds it, where that is missing or older than its sources. */
export default function setup(): void {
  const built = join(PACKAGE, 'dist/index.js');
  const sources = [
    ...readdirSync(join(PACKAGE, 'src'), { recursive: true, encoding: 'utf8' }).map((name) =>
      join(PACKAGE, 'src', name),
    ),
    join(PACKAGE, 'tsconfig.build.json'),
    join(WORKSPACE, 'nest-cli.json'),
    join(WORKSPACE, 'tsconfig.json'),
  ];
  const changedAt = (path: string) => statSync(path).mtimeMs;
  if (existsSync(built) && sources.every((path) => changedAt(path) < changedAt(built))) return;
  execFileSync('npm', ['run', 'build:lib'], { cwd: WORKSPACE, stdio: 'inherit' });
}
