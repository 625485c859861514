import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The possible names of optional programs. */
export const NGINX = ['nginx'] as const;
export const PHP_FPM = ['php-fpm', 'php-fpm8.4', 'php-fpm8.3', 'php-fpm8.2'] as const;

/** Returns the path of the first program that is found, in `PATH` or in the folders for system programs. */
export function findProgram(...names: readonly string[]): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return names
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((path) => existsSync(path));
}
