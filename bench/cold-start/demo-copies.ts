import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../root.js';

/** The number of members in the demo's database. */
export const DEMO_MEMBERS = 10;

/** The paths of `create-app.js` in two copies of the built demo. */
export interface DemoCopies {
  readonly withLibrary: string;
  /** The same files, but their imports of the library resolve to a stub. */
  readonly withoutLibrary: string;
}

/** Creates two copies of the built demo in a new folder. */
export function copyDemo(folder: string): DemoCopies {
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'dir');
  const withoutLibrary = copy(join(folder, 'without-library'));
  for (const name of STUBBED_PACKAGES) placeStub(name, join(folder, 'without-library/node_modules', name));
  return { withLibrary: copy(join(folder, 'with-library')), withoutLibrary };
}

function copy(folder: string): string {
  cpSync(join(ROOT, 'dist/src'), folder, { recursive: true });
  return join(folder, 'create-app.js');
}

const STUBBED_PACKAGES = ['nestjs-chat-integration', 'nestjs-chat-devtools'];

/** Node.js prefers packages in the nearest `node_modules` folder. */
function placeStub(name: string, folder: string): void {
  const manifest = {
    name,
    type: 'module',
    exports: { '.': './index.js', './typeorm': './index.js' },
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  cpSync(fileURLToPath(new URL('library-stub.js', import.meta.url)), join(folder, 'index.js'));
}
