import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inject } from 'vitest';

/** npm's errors when the registry cannot be reached, as opposed to a missing package. */
const UNREACHABLE =
  /npm error code (?:ENOTFOUND|EAI_AGAIN|E?CONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|ENOTCACHED|E5\d\d)/;

/**
 * Installs packages into a folder.
 *
 * @returns `false` if the registry cannot be reached; skip the test then.
 */
export async function install(folder: string, ...packages: string[]): Promise<boolean> {
  const manifest = join(folder, 'package.json');
  if (!existsSync(manifest)) writeFileSync(manifest, '{ "private": true }');
  const args = [
    'install',
    '--prefer-offline',
    '--strict-peer-deps',
    '--no-audit',
    '--no-fund',
    '--fetch-retries=1',
    ...packages,
  ];
  return promisify(execFile)('npm', args, { cwd: folder }).then(
    () => true,
    (error: Error & { stderr: string }) => {
      if (UNREACHABLE.test(error.stderr)) return false;
      throw error;
    },
  );
}

/** Installs major versions of Node.js and returns the paths, by version; some do not exist on every platform. */
export async function installNodes(
  folder: string,
  versions: readonly number[],
): Promise<Map<number, string>> {
  mkdirSync(folder);
  const own = Number(process.versions.node.split('.')[0]);
  const others = versions.filter((version) => version !== own);
  const platform = `node-${process.platform}-${process.arch}`;
  await install(folder, ...others.map((version) => `node${version}@npm:${platform}@^${version}.12.0`));
  return new Map([
    [own, process.execPath],
    ...others.map((version) => [version, join(folder, `node_modules/node${version}/bin/node`)] as const),
  ]);
}

/** Why a test on installed packages was skipped. */
export const NO_REGISTRY = 'the registry cannot be reached';

/** Returns the tarballs of all packages, to be installed together: they depend on each other and are not published yet. */
export function tarballs(): string[] {
  return Object.values(inject('packed')).map(({ tarball }) => tarball);
}
