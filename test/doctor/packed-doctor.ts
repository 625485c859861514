import { spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Run } from './run-doctor.js';

const LIBRARY = fileURLToPath(new URL('../../libs/chat-integration/', import.meta.url));

/** The library laid out as it is published, in a folder where no dependency is found. */
export class PackedDoctor {
  private constructor(
    readonly version: string,
    private readonly folder: string,
    private readonly entry: string,
  ) {}

  static async pack(): Promise<PackedDoctor> {
    const folder = mkdtempSync(join(tmpdir(), 'chat-doctor-'));
    const sources = readdirSync(`${LIBRARY}src`, { recursive: true, encoding: 'utf8' });
    await build({
      entryPoints: sources
        .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
        .map((file) => `${LIBRARY}src/${file}`),
      outdir: join(folder, 'dist'),
      outbase: `${LIBRARY}src`,
      format: 'esm',
      tsconfig: `${LIBRARY}tsconfig.json`,
      logLevel: 'error',
    });
    copyFileSync(`${LIBRARY}package.json`, join(folder, 'package.json'));
    const manifest = JSON.parse(readFileSync(`${LIBRARY}package.json`, 'utf8')) as {
      version: string;
      bin: Record<string, string>;
    };
    return new PackedDoctor(manifest.version, folder, join(folder, manifest.bin['nestjs-chat-integration']!));
  }

  /** Runs the command in a process of its own. */
  async run(args: readonly string[], env: Record<string, string> = {}, input = ''): Promise<Run> {
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
