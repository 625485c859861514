import { execFile } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** What npm says when there is no registry, rather than when it has no such package. */
const UNREACHABLE =
  /npm error code (?:ENOTFOUND|EAI_AGAIN|E?CONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|ENOTCACHED|E5\d\d)/;

/**
 * Installs packages into a folder, as a stranger does.
 *
 * @returns `false` where the registry does not answer: skip the test then, so that it is reported as skipped.
 */
export async function install(folder: string, ...packages: string[]): Promise<boolean> {
  const manifest = join(folder, 'package.json');
  if (!existsSync(manifest)) writeFileSync(manifest, '{ "private": true }');
  const args = ['install', '--prefer-offline', '--no-audit', '--no-fund', '--fetch-retries=1', ...packages];
  return promisify(execFile)('npm', args, { cwd: folder }).then(
    () => true,
    (error: Error & { stderr: string }) => {
      if (UNREACHABLE.test(error.stderr)) return false;
      throw error;
    },
  );
}

/** Why a test on installed packages did not run. */
export const NO_REGISTRY = 'the registry does not answer';
