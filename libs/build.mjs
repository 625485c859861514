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
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inlineTexts } from './inline-texts.mjs';

const LIBS = fileURLToPath(new URL('.', import.meta.url));
const TSC = join(LIBS, '../node_modules/typescript/bin/tsc');

/** In the order of their dependencies. */
const PACKAGES = ['chat-browser', 'chat-integration', 'chat-devtools'];

/** A relative import in a declaration. */
const RELATIVE_IMPORT = /((?:from |import\(|declare module )["']\.[^"']+)\.js(?=["'])/g;

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
  writeEntryPoints(folder);
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

/**
 * Completes the entry points: keeps the declarations that they reach, because nothing can import what the others
 * describe, and lets CommonJS require them. Every supported Node.js can require an ES module, but TypeScript rejects it
 * with `module: node16`, and with `nodenext` before version 5.8, so the declarations exist a second time for CommonJS.
 */
function writeEntryPoints(folder) {
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const reached = new Set();
  const reach = (file) => {
    if (reached.has(file)) return;
    reached.add(file);
    const text = readFileSync(file, 'utf8');
    for (const [, from] of text.matchAll(RELATIVE_IMPORT)) {
      reach(join(dirname(file), `${from.slice(from.indexOf('.'))}.d.ts`));
    }
    writeFileSync(file.replace(/\.ts$/, '.cts'), text.replace(RELATIVE_IMPORT, '$1.cjs'));
  };
  for (const entry of Object.values(exports).filter((target) => target.require)) {
    reach(join(folder, entry.import.types));
    const module = `./${basename(entry.import.default)}`;
    writeFileSync(join(folder, entry.require.default), `module.exports = require('${module}');\n`);
  }
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
