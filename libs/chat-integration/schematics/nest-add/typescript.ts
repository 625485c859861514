import { createRequire } from 'node:module';
import { join } from 'node:path';
import type typescript from 'typescript';

/**
 * The TypeScript compiler, which parses the application's source files. TypeScript 7 has no parser for JavaScript; in an
 * application that uses it, this is the version that the Nest CLI brings along.
 */
export const ts: typeof typescript = loadTypeScript([
  import.meta.url,
  join(process.cwd(), 'package.json'),
  // The Nest CLI runs schematics with its own copy of this script, also if the CLI is installed globally.
  ...process.argv.slice(1, 2),
]);

/**
 * Returns the first TypeScript that has a parser.
 *
 * @param origins the files from which `typescript` is looked up, and `@nestjs/cli`, which depends on it.
 * @throws {Error} when none has one.
 */
export function loadTypeScript(origins: readonly string[]): typeof typescript {
  const found: string[] = [];
  for (const from of origins.flatMap((origin) => [origin, ...resolved(origin, '@nestjs/cli/package.json')])) {
    for (const path of resolved(from, 'typescript')) {
      const loaded = createRequire(path)(path) as Partial<typeof typescript>;
      if (loaded.createSourceFile) return loaded as typeof typescript;
      found.push(String(loaded.version));
    }
  }
  throw new Error(
    `Expected TypeScript 5.6 to 6, whose parser nest add requires, but got ${found[0] ?? 'none'}. ` +
      'Fix: run npm install --save-dev @nestjs/cli, which includes it, or add the module by hand as the README of ' +
      'nestjs-chat-integration describes.',
  );
}

function resolved(from: string, name: string): string[] {
  try {
    return [createRequire(from).resolve(name)];
  } catch {
    return [];
  }
}
