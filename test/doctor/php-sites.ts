import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../support/free-port.js';

/** Whether PHP is installed; skip the suite otherwise. */
export const hasPhp = spawnSync('php', ['-v']).status === 0;

/** A site that responds to every request with one file of `php/`. */
export class PhpSite {
  private constructor(
    readonly origin: string,
    private readonly server: ChildProcess,
  ) {}

  static async start(file: string): Promise<PhpSite> {
    const address = `127.0.0.1:${await freePort()}`;
    const router = fileURLToPath(new URL(`php/${file}`, import.meta.url));
    const site = new PhpSite(`http://${address}`, spawn('php', ['-S', address, router], { stdio: 'ignore' }));
    for (let attempt = 0; attempt < 200; attempt++) {
      const isUp = await fetch(site.origin).then(
        () => true,
        () => false,
      );
      if (isUp) return site;
      await delay(50);
    }
    await site.close();
    throw new Error('php -S did not start.');
  }

  async close(): Promise<void> {
    const exited = once(this.server, 'exit');
    this.server.kill();
    await exited;
  }
}
