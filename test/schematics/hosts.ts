import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { TaskConfiguration, Tree } from '@angular-devkit/schematics';
import { SchematicTestRunner, type UnitTestTree } from '@angular-devkit/schematics/testing/index.js';
import { PACKAGE, WORKSPACE } from '../support/built-package.js';

const COLLECTION = join(PACKAGE, 'dist/schematics/collection.json');

/** The module systems that Nest scaffolds an application for. */
export const MODULE_SYSTEMS = ['esm', 'cjs'] as const;
export type ModuleSystem = (typeof MODULE_SYSTEMS)[number];

/** An application as `nest new` makes it. */
export function newHost(type: ModuleSystem): Promise<UnitTestTree> {
  return new SchematicTestRunner('chat', COLLECTION).runExternalSchematic(
    '@nestjs/schematics',
    'application',
    { name: 'host', directory: '.', type, language: 'ts', strict: true, spec: false },
  );
}

/** What `nest add` did. */
export interface Addition {
  readonly tree: UnitTestTree;
  /** What it said. */
  readonly said: string;
  readonly tasks: readonly TaskConfiguration[];
}

/** Runs the built schematic on an application. */
export async function nestAdd(host: Tree, options: object = {}): Promise<Addition> {
  const runner = new SchematicTestRunner('chat', COLLECTION);
  let said = '';
  runner.logger.subscribe(({ message }) => (said += `${message}\n`));
  const tree = await runner.runSchematic('nest-add', options, host);
  return { tree, said, tasks: runner.tasks };
}

/** Every file of an application, by its path. */
export function filesOf(tree: UnitTestTree): Record<string, string> {
  return Object.fromEntries(tree.files.map((path) => [path, tree.readText(path)]));
}

/** An application on the disk. */
export class HostFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'chat-host-'));

  constructor(tree: UnitTestTree) {
    for (const [name, text] of Object.entries(filesOf(tree))) {
      mkdirSync(dirname(join(this.path, name)), { recursive: true });
      writeFileSync(join(this.path, name), text);
    }
  }

  /** Gives it the packages of this workspace, the built one among them. */
  linkPackages(): void {
    symlinkSync(join(WORKSPACE, 'node_modules'), join(this.path, 'node_modules'));
  }

  /** Compiles it into `dist` under its own settings. */
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
