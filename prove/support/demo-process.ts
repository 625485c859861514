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

/** The metrics of a process after a garbage collection. */
export interface ProcessMetrics {
  /** In bytes. */
  readonly heapUsed: number;
  /** In bytes. */
  readonly rss: number;
  /** The number of active resources by type. */
  readonly resources: Readonly<Record<string, number>>;
}

/** The exit of a process. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The time between the signal and the exit, in milliseconds. */
  readonly ms: number;
}

/** The demo in a child process with its own temporary folder. */
export class DemoProcess {
  private constructor(
    readonly port: number,
    private readonly child: ChildProcess,
    private readonly folder: string,
  ) {}

  /** Starts the demo and waits until it is healthy. By default, it uses an SQLite file and a free port. */
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
    let output = '';
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-4_000)));
    }
    try {
      await demo.waitUntilHealthy();
      return demo;
    } catch (error) {
      await demo.remove();
      throw new Error(`The demo did not start. Output: ${output}`, { cause: error });
    }
  }

  async metrics(): Promise<ProcessMetrics> {
    this.child.send('metrics');
    const [{ heapUsed, rss, resources }] = (await once(this.child, 'message')) as [
      { heapUsed: number; rss: number; resources: string[] },
    ];
    const counts: Record<string, number> = {};
    for (const type of resources) counts[type] = (counts[type] ?? 0) + 1;
    return { heapUsed, rss, resources: counts };
  }

  /** Sends SIGTERM and waits for the exit. Returns `null` if the process does not exit in time. */
  async terminate(timeoutMs: number): Promise<Exit | null> {
    const since = performance.now();
    const exited = once(this.child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
    this.child.kill('SIGTERM');
    const exit = await Promise.race([exited, delay(timeoutMs, null, { ref: false })]);
    return exit && { code: exit[0], signal: exit[1], ms: Math.round(performance.now() - since) };
  }

  /** Returns the `X-Number` headers of all requests that the demo has started to process. */
  startedRequests(): Set<string> {
    const log = readFileSync(join(this.folder, 'started-requests.log'), 'utf8');
    return new Set(log.split('\n').filter(Boolean));
  }

  /** Kills the process if it is running. */
  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await exited;
  }

  /** Kills the process and removes its folder. */
  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async waitUntilHealthy(): Promise<void> {
    const client = new KeepAliveClient(this.port, { connections: 1, timeoutMs: 5_000 });
    const until = performance.now() + START_MS;
    try {
      for (;;) {
        if (this.child.exitCode !== null) throw new Error(`It exited with ${this.child.exitCode}.`);
        const status = await client.send({ path: '/health' }).then(
          (response) => response.status,
          () => 0,
        );
        if (status === 200) return;
        if (performance.now() > until) throw new Error(`It was not healthy within ${START_MS} ms.`);
        await delay(50);
      }
    } finally {
      client.close();
    }
  }
}
