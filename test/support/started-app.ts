import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from './free-port.js';

const START_MS = 60_000;

/** An application that runs in a process of its own. */
export interface StartedApp {
  readonly url: string;
  stop(): Promise<void>;
}

/** How {@link startApp} runs a script. */
export interface StartAppOptions {
  /** Variables of the environment, beside `PATH` and `PORT`. */
  readonly env?: Readonly<Record<string, string>>;
  /** The Node.js that runs it. @default this one */
  readonly node?: string;
}

/** Runs a script that listens on `PORT`, and waits until it answers. */
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
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  }
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  const stop = async () => {
    if (hasEnded()) return;
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
    if (hasEnded() || performance.now() > until) {
      await stop();
      throw new Error(`${script} did not start. It said:\n${said}`);
    }
    await delay(50);
  }
  return { url, stop };
}
