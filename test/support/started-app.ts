import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from './free-port.js';

const START_MS = 60_000;

/** An application that runs in a child process. */
export interface StartedApp {
  readonly url: string;
  stop(): Promise<void>;
}

/** The options of {@link startApp}. */
export interface StartAppOptions {
  /** Environment variables in addition to `PATH` and `PORT`. */
  readonly env?: Readonly<Record<string, string>>;
  /** The path of Node.js. @default process.execPath */
  readonly node?: string;
}

/** Runs a script that listens on `PORT`, and waits until it responds. */
export async function startApp(
  folder: string,
  script: string,
  { env = {}, node = process.execPath }: StartAppOptions = {},
): Promise<StartedApp> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(node, [script], {
    cwd: folder,
    env: { PATH: process.env['PATH'], PORT: `${port}`, ...env },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  }
  const hasExited = () => child.exitCode !== null || child.signalCode !== null;
  const stop = async () => {
    if (hasExited()) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  const until = performance.now() + START_MS;
  while (
    !(await fetch(url).then(
      () => true,
      () => false,
    ))
  ) {
    if (hasExited() || performance.now() > until) {
      await stop();
      throw new Error(`${script} did not start. Output:\n${output}`);
    }
    await delay(50);
  }
  return { url, stop };
}
