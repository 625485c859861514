import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { TaskConfiguration, Tree } from '@angular-devkit/schematics';
import { SchematicTestRunner, type UnitTestTree } from '@angular-devkit/schematics/testing/index.js';
import { PACKAGE_FOLDERS, WORKSPACE } from '../support/built-package.js';

const COLLECTION = join(PACKAGE_FOLDERS['nestjs-chat-integration'], 'dist/schematics/collection.json');

/** The module systems of the applications that `nest new` creates. */
export const MODULE_SYSTEMS = ['esm', 'cjs'] as const;
export type ModuleSystem = (typeof MODULE_SYSTEMS)[number];

/** Creates an application like `nest new`. */
export function newHost(type: ModuleSystem): Promise<UnitTestTree> {
  return new SchematicTestRunner('chat', COLLECTION).runExternalSchematic(
    '@nestjs/schematics',
    'application',
    { name: 'host', directory: '.', type, language: 'ts', strict: true, spec: false },
  );
}

/** The result of `nest add`. */
export interface Addition {
  readonly tree: UnitTestTree;
  /** Its log. */
  readonly log: string;
  readonly tasks: readonly TaskConfiguration[];
}

/** Runs the built schematic on an application. */
export async function nestAdd(host: Tree, options: object = {}): Promise<Addition> {
  const runner = new SchematicTestRunner('chat', COLLECTION);
  let log = '';
  runner.logger.subscribe(({ message }) => (log += `${message}\n`));
  const tree = await runner.runSchematic('nest-add', options, host);
  return { tree, log, tasks: runner.tasks };
}

/** Returns the files of an application, by path. */
export function filesOf(tree: UnitTestTree): Record<string, string> {
  return Object.fromEntries(tree.files.map((path) => [path, tree.readText(path)]));
}

/** An application in a temporary folder. */
export class HostFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'chat-host-'));

  constructor(tree: UnitTestTree) {
    for (const [name, text] of Object.entries(filesOf(tree))) {
      mkdirSync(dirname(join(this.path, name)), { recursive: true });
      writeFileSync(join(this.path, name), text);
    }
  }

  /** Links the packages of this workspace, including the built ones. */
  linkPackages(): void {
    symlinkSync(join(WORKSPACE, 'node_modules'), join(this.path, 'node_modules'));
  }

  /** Compiles it to `dist` with its own settings. */
  async compile(): Promise<void> {
    const tsc = join(WORKSPACE, 'node_modules/typescript/bin/tsc');
    const args = [tsc, '-p', 'tsconfig.build.json', '--types', 'node'];
    await promisify(execFile)(process.execPath, args, { cwd: this.path }).catch(
      ({ stdout }: { stdout: string }) => {
        throw new Error(stdout);
      },
    );
  }

  remove(): void {
    rmSync(this.path, { recursive: true });
  }
}
