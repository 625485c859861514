// Takes the declarations out of dist that no entry point reaches: nobody can import what they describe.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));
const { exports } = JSON.parse(readFileSync(`${folder}package.json`, 'utf8'));

const reached = new Set();
function reach(file) {
  if (reached.has(file)) return;
  reached.add(file);
  for (const [, from] of readFileSync(file, 'utf8').matchAll(/(?:from |import\()["'](\.[^"']+)\.js["']/g)) {
    reach(join(dirname(file), `${from}.d.ts`));
  }
}
for (const { types } of Object.values(exports)) if (types) reach(join(folder, types));

for (const file of readdirSync(`${folder}dist`, { recursive: true, encoding: 'utf8' })) {
  const path = join(folder, 'dist', file);
  if (file.endsWith('.d.ts') && !reached.has(path)) rmSync(path);
}
