import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findProgram, NGINX } from '../support/find-program.js';
import { freePort } from '../support/free-port.js';

/** Where nginx is installed; `undefined` where it is not, and suites are reported as skipped. */
export const nginxPath = findProgram(...NGINX);

const START_MS = 10_000;

/** nginx with the configuration of docs/scaling.md, before two instances on this machine. */
export class Nginx {
  private constructor(
    readonly port: number,
    private readonly child: ChildProcess,
    private readonly folder: string,
  ) {}

  /** @param document docs/scaling.md. */
  static async start(document: string | URL, [first, second]: readonly [number, number]): Promise<Nginx> {
    const port = await freePort();
    const folder = mkdtempSync(join(tmpdir(), 'chat-nginx-'));
    const [, documented] = /^```nginx\n(.*?)^```$/ms.exec(readFileSync(document, 'utf8'))!;
    const site = documented!
      .replace('10.0.0.11:3000', `127.0.0.1:${first}`)
      .replace('10.0.0.12:3000', `127.0.0.1:${second}`)
      .replace('listen 80;', `listen 127.0.0.1:${port};`);
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((what) => {
      mkdirSync(join(folder, what));
      return `${what}_temp_path ${what};`;
    });
    const account = process.getuid?.() === 0 ? 'user root;' : '';
    writeFileSync(
      join(folder, 'nginx.conf'),
      `daemon off; pid nginx.pid; ${account}
      events { worker_connections 1024; }
      http { access_log off; ${temporary.join(' ')}\n${site}}`,
    );
    const child = spawn(nginxPath!, ['-p', folder, '-c', 'nginx.conf', '-e', 'error.log'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const nginx = new Nginx(port, child, folder);
    for (const until = performance.now() + START_MS; ; await delay(50)) {
      const answers = await fetch(`http://127.0.0.1:${port}/health`).then(
        ({ ok }) => ok,
        () => false,
      );
      if (answers) return nginx;
      if (child.exitCode !== null || performance.now() > until) {
        await nginx.stop();
        throw new Error(`nginx did not start. It said: ${said}`);
      }
    }
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      this.child.kill('SIGTERM');
      await once(this.child, 'exit');
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}
