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

/** Returns the configurations of nginx on a page. */
export function nginxBlocks(document: string | URL): string[] {
  return [...readFileSync(document, 'utf8').matchAll(/^```nginx\n(.*?)^```$/gms)].map(([, block]) => block!);
}

/** nginx with a configuration of the documentation, in front of local instances. */
export class Nginx {
  private constructor(
    readonly port: number,
    private readonly child: ChildProcess,
    private readonly folder: string,
  ) {}

  /**
   * Starts nginx with the configuration of docs/scaling.md.
   *
   * @param document The path of docs/scaling.md.
   * @param ports The ports of the instances.
   */
  static start(document: string | URL, [first, second]: readonly [number, number]): Promise<Nginx> {
    return Nginx.startWith(nginxBlocks(document)[0]!, {
      '10.0.0.11:3000': `127.0.0.1:${first}`,
      '10.0.0.12:3000': `127.0.0.1:${second}`,
    });
  }

  /**
   * Starts nginx and waits until it can reach the site.
   *
   * @param documented A configuration, as in docs/scaling.md and docs/recipes/proxy.md.
   * @param replacements What to replace in the configuration.
   * @param path A path that responds with status 200.
   */
  static async startWith(
    documented: string,
    replacements: Readonly<Record<string, string>>,
    path = '/health',
  ): Promise<Nginx> {
    const port = await freePort();
    const folder = mkdtempSync(join(tmpdir(), 'chat-nginx-'));
    let site = documented.replace('listen 80;', `listen 127.0.0.1:${port};`);
    for (const [text, replacement] of Object.entries(replacements)) {
      if (!site.includes(text)) throw new Error(`Expected ${text} in the configuration.`);
      site = site.replaceAll(text, replacement);
    }
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
      const isHealthy = await fetch(`http://127.0.0.1:${port}${path}`).then(
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
