import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Returns the folders of all direct and transitive dependencies of a package, without peer dependencies. */
export function runtimePackages(folder: string): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (from: string): void => {
    for (const name of dependenciesOf(from)) {
      const at = installedAt(name, from);
      if (found.has(at)) continue;
      found.add(at);
      visit(at);
    }
  };
  visit(folder);
  return found;
}

function dependenciesOf(folder: string): string[] {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    dependencies?: Record<string, string>;
  };
  return Object.keys(manifest.dependencies ?? {});
}

/** Resolves a package as Node.js does, in the nearest `node_modules` folder that contains it. */
function installedAt(name: string, from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    const at = join(folder, 'node_modules', name);
    if (existsSync(join(at, 'package.json'))) return at;
    if (folder === dirname(folder)) throw new Error(`Expected ${name} to be installed. Run npm ci.`);
  }
}
