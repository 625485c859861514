import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { findProgram, NGINX, PHP_FPM } from '../../test/support/find-program.js';
import { canPin, CORES } from '../processes/pinned.js';
import { ROOT } from '../root.js';

const PACKAGES = [
  '@nestjs/core',
  '@nestjs/platform-fastify',
  '@nestjs/platform-express',
  'fastify',
  'express',
  'typeorm',
  'better-sqlite3',
  '@nestjs/passport',
  'passport-http',
  'jose',
  'autocannon',
];

/**
 * Describes the machine and the installed versions, as Markdown.
 *
 * @param initialUsage The usage of the CPU cores before the measurement, from 0 to 1.
 */
export function environmentText(initialUsage: number): string {
  const [cpu] = cpus();
  const cores = canPin
    ? `servers on core ${CORES.server}, load generator on core ${CORES.load}`
    : 'processes not pinned to cores';
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  const usage = `${(initialUsage * 100).toFixed(0)} % CPU usage before the start`;
  return [
    `- machine: ${cpus().length} × ${cpu?.model.trim() ?? 'unknown'}, ${memory}, ${type()} ${release()}; ${cores}; ${usage}`,
    `- Node ${process.versions.node}; ${PACKAGES.map((name) => `${name} ${installedVersion(name)}`).join(', ')}`,
    `- ${programVersion(NGINX)}; ${programVersion(PHP_FPM)}`,
  ].join('\n');
}

function installedVersion(name: string): string {
  const manifest = readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

/** Returns the first line of a program's version output, without text in parentheses. */
function programVersion(names: readonly string[]): string {
  const path = findProgram(...names);
  if (path === undefined) return `${names[0]} not installed`;
  const { stdout, stderr } = spawnSync(path, ['-v'], { encoding: 'utf8' });
  return `${stdout}${stderr}`
    .split('\n')[0]!
    .replaceAll(/ *\([^)]*\)/g, '')
    .trim();
}
