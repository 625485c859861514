import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The names of programs that not every system has. */
export const NGINX = ['nginx'] as const;
export const PHP_FPM = ['php-fpm', 'php-fpm8.4', 'php-fpm8.3', 'php-fpm8.2'] as const;

/** Where a program is, on the path or where systems keep their servers; by the first of its names that is there. */
export function findProgram(...names: readonly string[]): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return names
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((path) => existsSync(path));
}
