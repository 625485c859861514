import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../root.js';

/** How many members the demo has that is started. */
export const DEMO_MEMBERS = 10;

/** The `create-app.js` of two copies of the built demo. */
export interface DemoCopies {
  readonly withLibrary: string;
  /** The same files; but what they import from the library is found in a package of its name that does nothing. */
  readonly withoutLibrary: string;
}

/** Copies the built demo into a folder, twice. */
export function copyDemo(folder: string): DemoCopies {
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'dir');
  const withoutLibrary = copy(join(folder, 'without-library'));
  placeNoLibrary(join(folder, 'without-library/node_modules/nestjs-chat-integration'));
  return { withLibrary: copy(join(folder, 'with-library')), withoutLibrary };
}

function copy(folder: string): string {
  cpSync(join(ROOT, 'dist/src'), folder, { recursive: true });
  return join(folder, 'create-app.js');
}

/** Node looks for packages in the nearest folder first. */
function placeNoLibrary(folder: string): void {
  const manifest = {
    name: 'nestjs-chat-integration',
    type: 'module',
    exports: { '.': './index.js', './typeorm': './index.js', './sandbox': './index.js' },
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  cpSync(fileURLToPath(new URL('no-library.js', import.meta.url)), join(folder, 'index.js'));
}
