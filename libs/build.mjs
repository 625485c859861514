// Builds the packages, each only if it or a package before it has changed since its last build.
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inlineTexts } from './inline-texts.mjs';

const LIBS = fileURLToPath(new URL('.', import.meta.url));
const TSC = join(LIBS, '../node_modules/typescript/bin/tsc');

/** In the order of their dependencies. */
const PACKAGES = ['chat-browser', 'chat-integration', 'chat-devtools'];

let isRebuilding = false;
for (const name of PACKAGES) {
  const folder = join(LIBS, name);
  const stamp = join(folder, 'dist/.built');
  isRebuilding ||= changedAt(folder) > (statSync(stamp, { throwIfNoEntry: false })?.mtimeMs ?? 0);
  if (!isRebuilding) continue;
  process.stdout.write(`Building ${name}\n`);
  const startedAt = new Date();
  rmSync(join(folder, 'dist'), { recursive: true, force: true });
  // The declarations keep the comments. Without comments, the JavaScript is half as large.
  const project = join(folder, 'tsconfig.build.json');
  tsc(project, '--declaration', 'false', '--removeComments');
  tsc(project, '--emitDeclarationOnly');
  if (name === 'chat-browser') writeFileSync(join(folder, 'dist/inline.js'), inlineTexts().code);
  if (existsSync(join(folder, 'schematics'))) buildSchematics(folder);
  removeUnreachableDeclarations(folder);
  writeFileSync(stamp, '');
  // A file that is saved during this build triggers the next one.
  utimesSync(stamp, startedAt, startedAt);
}

function tsc(project, ...options) {
  const { status } = spawnSync(process.execPath, [TSC, '-p', project, ...options], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

function buildSchematics(folder) {
  tsc(join(folder, 'schematics'));
  cpSync(join(folder, 'schematics'), join(folder, 'dist/schematics'), {
    recursive: true,
    filter: (path) => !path.endsWith('.ts') && !path.endsWith('tsconfig.json'),
  });
}

/** Removes declarations that no entry point reaches: nothing can import what they describe. */
function removeUnreachableDeclarations(folder) {
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const reached = new Set();
  const reach = (file) => {
    if (reached.has(file)) return;
    reached.add(file);
    for (const [, from] of readFileSync(file, 'utf8').matchAll(/(?:from |import\()["'](\.[^"']+)\.js["']/g)) {
      reach(join(dirname(file), `${from}.d.ts`));
    }
  };
  for (const { types } of Object.values(exports)) if (types) reach(join(folder, types));
  for (const path of entriesOf(join(folder, 'dist'))) {
    if (path.endsWith('.d.ts') && !reached.has(path)) rmSync(path);
  }
}

/** Returns when the sources of a package, or what else its build depends on, were last changed. */
function changedAt(folder) {
  const sources = ['src', 'schematics', 'package.json', 'tsconfig.json', 'tsconfig.build.json']
    .map((name) => join(folder, name))
    .filter((path) => existsSync(path))
    .flatMap((path) => [path, ...(statSync(path).isDirectory() ? entriesOf(path) : [])])
    .filter((path) => !path.endsWith('.spec.ts'));
  const shared = [
    join(LIBS, '../tsconfig.json'),
    join(LIBS, 'inline-texts.mjs'),
    fileURLToPath(import.meta.url),
  ];
  return Math.max(...[...sources, ...shared].map((path) => statSync(path).mtimeMs));
}

function entriesOf(folder) {
  return readdirSync(folder, { recursive: true }).map((path) => join(folder, path));
}
