import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findProgram, NGINX } from '../support/find-program.js';
import { freePort } from '../support/free-port.js';

/** The path of nginx, or `undefined` if it is not installed. Skip suites that require it then. */
export const nginxPath = findProgram(...NGINX);

const START_MS = 10_000;

/** nginx with the configuration of docs/scaling.md, as a load balancer for two local instances. */
export class Nginx {
  private constructor(
    readonly port: number,
    private readonly child: ChildProcess,
    private readonly folder: string,
  ) {}

  /**
   * Starts nginx.
   *
   * @param document The path of docs/scaling.md.
   * @param ports The ports of the instances.
   */
  static async start(document: string | URL, [first, second]: readonly [number, number]): Promise<Nginx> {
    const port = await freePort();
    const folder = mkdtempSync(join(tmpdir(), 'chat-nginx-'));
    const [, documented] = /^```nginx\n(.*?)^```$/ms.exec(readFileSync(document, 'utf8'))!;
    const site = documented!
      .replace('10.0.0.11:3000', `127.0.0.1:${first}`)
      .replace('10.0.0.12:3000', `127.0.0.1:${second}`)
      .replace('listen 80;', `listen 127.0.0.1:${port};`);
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => {
      mkdirSync(join(folder, name));
      return `${name}_temp_path ${name};`;
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
    let output = '';
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const nginx = new Nginx(port, child, folder);
    for (const until = performance.now() + START_MS; ; await delay(50)) {
      const isHealthy = await fetch(`http://127.0.0.1:${port}/health`).then(
        ({ ok }) => ok,
        () => false,
      );
      if (isHealthy) return nginx;
      if (child.exitCode !== null || performance.now() > until) {
        await nginx.stop();
        throw new Error(`nginx did not start. Output: ${output}`);
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
