import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../test/support/free-port.js';
import { KeepAliveClient } from './keep-alive-client.js';

const CHILD = fileURLToPath(new URL('demo-child.mjs', import.meta.url));
const START_MS = 90_000;

/** How a process is, right after its garbage was collected. */
export interface Vitals {
  /** In bytes. */
  readonly heapUsed: number;
  /** In bytes. */
  readonly rss: number;
  /** What keeps the process alive, by type. */
  readonly resources: Readonly<Record<string, number>>;
}

/** How a process ended. */
export interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** From the signal to the end, in milliseconds. */
  readonly ms: number;
}

/** The demo, as `npm start` runs it, in a process and a folder of its own. */
export class DemoProcess {
  private constructor(
    readonly port: number,
    private readonly child: ChildProcess,
    private readonly folder: string,
  ) {}

  /** Starts the demo, on an SQLite file and a free port unless told otherwise; resolves when it is well. */
  static async start(environment: Readonly<Record<string, string>>): Promise<DemoProcess> {
    const port = Number(environment['PORT'] ?? (await freePort()));
    const folder = mkdtempSync(join(tmpdir(), 'chat-prove-demo-'));
    const child = fork(CHILD, {
      cwd: folder,
      execArgv: ['--expose-gc'],
      silent: true,
      env: {
        PATH: process.env['PATH'],
        NODE_ENV: 'development',
        CHAT_SANDBOX: 'off',
        PORT: `${port}`,
        ...environment,
      },
    });
    const demo = new DemoProcess(port, child, folder);
    let said = '';
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4_000)));
    }
    try {
      await demo.untilWell();
      return demo;
    } catch (error) {
      await demo.remove();
      throw new Error(`The demo did not start. It said: ${said}`, { cause: error });
    }
  }

  async vitals(): Promise<Vitals> {
    this.child.send('vitals');
    const [{ heapUsed, rss, resources }] = (await once(this.child, 'message')) as [
      { heapUsed: number; rss: number; resources: string[] },
    ];
    const counts: Record<string, number> = {};
    for (const type of resources) counts[type] = (counts[type] ?? 0) + 1;
    return { heapUsed, rss, resources: counts };
  }

  /** Sends SIGTERM; `null` when the process has not ended in time. */
  async terminate(patienceMs: number): Promise<End | null> {
    const since = performance.now();
    const ended = once(this.child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
    this.child.kill('SIGTERM');
    const end = await Promise.race([ended, delay(patienceMs, null, { ref: false })]);
    return end && { code: end[0], signal: end[1], ms: Math.round(performance.now() - since) };
  }

  /** The header `X-Number` of every request that the demo has begun to read. */
  begun(): Set<string> {
    return new Set(readFileSync(join(this.folder, 'begun.log'), 'utf8').split('\n').filter(Boolean));
  }

  /** Ends the process at once, if it has not ended. */
  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
  }

  /** Ends the process and removes its folder. */
  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async untilWell(): Promise<void> {
    const client = new KeepAliveClient(this.port, { connections: 1, patienceMs: 5_000 });
    const until = performance.now() + START_MS;
    try {
      for (;;) {
        if (this.child.exitCode !== null) throw new Error(`It ended with ${this.child.exitCode}.`);
        const status = await client.ask({ path: '/health' }).then(
          (answer) => answer.status,
          () => 0,
        );
        if (status === 200) return;
        if (performance.now() > until) throw new Error(`It was not well within ${START_MS} ms.`);
        await delay(50);
      }
    } finally {
      client.close();
    }
  }
}
