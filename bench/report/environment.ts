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
 * Where the figures come from, as Markdown: the machine, and the versions of what ran.
 *
 * @param busy the part of the machine's cores that was in use before anything was measured.
 */
export function environmentText(busy: number): string {
  const [cpu] = cpus();
  const cores = canPin
    ? `servers on core ${CORES.server}, the load on core ${CORES.load}`
    : 'no process held to a core';
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  const others = `${(busy * 100).toFixed(0)} % busy before it began`;
  return [
    `- machine: ${cpus().length} × ${cpu?.model.trim() ?? 'unknown'}, ${memory}, ${type()} ${release()}; ${cores}; ${others}`,
    `- Node ${process.versions.node}; ${PACKAGES.map((name) => `${name} ${installedVersion(name)}`).join(', ')}`,
    `- ${programVersion(NGINX)}; ${programVersion(PHP_FPM)}`,
  ].join('\n');
}

function installedVersion(name: string): string {
  const manifest = readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

/** The first line of what a program says of its version, without what stands in parentheses. */
function programVersion(names: readonly string[]): string {
  const path = findProgram(...names);
  if (path === undefined) return `no ${names[0]}`;
  const { stdout, stderr } = spawnSync(path, ['-v'], { encoding: 'utf8' });
  return `${stdout}${stderr}`
    .split('\n')[0]!
    .replaceAll(/ *\([^)]*\)/g, '')
    .trim();
}
