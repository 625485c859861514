import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { RunResult } from './run-doctor.js';

const WORKSPACE = fileURLToPath(new URL('../../', import.meta.url));

/** The packages that the doctor needs: not Nest. */
const DEPENDENCIES = ['class-validator'];

/** The doctor as it is published, in a folder where Nest is not installed. */
export class PackedDoctor {
  private constructor(
    readonly version: string,
    private readonly folder: string,
    private readonly entry: string,
  ) {}

  static async pack(): Promise<PackedDoctor> {
    const folder = mkdtempSync(join(tmpdir(), 'chat-doctor-'));
    const modules = join(folder, 'node_modules');
    await pack('chat-integration', join(modules, 'nestjs-chat-integration'));
    await pack('chat-devtools', join(modules, 'nestjs-chat-devtools'));
    for (const name of DEPENDENCIES) {
      symlinkSync(join(WORKSPACE, 'node_modules', name), join(modules, name));
    }
    const installed = join(modules, 'nestjs-chat-devtools');
    const { version, bin } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as {
      version: string;
      bin: Record<string, string>;
    };
    return new PackedDoctor(version, folder, join(installed, bin['nestjs-chat-devtools']!));
  }

  /** Runs the command in its own process. */
  async run(args: readonly string[], env: Record<string, string> = {}, input = ''): Promise<RunResult> {
    const child = spawn(process.execPath, [this.entry, ...args], { env, cwd: this.folder });
    child.stdin.end(input);
    const [stdout, stderr, [exitCode]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'exit') as Promise<[number]>,
    ]);
    return { exitCode, stdout, stderr };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Compiles a package of the workspace into a folder, as it is published. */
async function pack(name: string, target: string): Promise<void> {
  const source = join(WORKSPACE, 'libs', name);
  const files = readdirSync(join(source, 'src'), { recursive: true, encoding: 'utf8' });
  await build({
    entryPoints: files
      .filter((file) => /(?<!\.spec|\.d)\.ts$/.test(file))
      .map((file) => join(source, 'src', file)),
    outdir: join(target, 'dist'),
    outbase: join(source, 'src'),
    format: 'esm',
    tsconfig: join(source, 'tsconfig.json'),
    logLevel: 'error',
  });
  copyFileSync(join(source, 'package.json'), join(target, 'package.json'));
}
