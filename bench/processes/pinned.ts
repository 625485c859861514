import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** Which core the servers run on, and which one the load. */
export const CORES = { server: 0, load: 1 } as const;

/** Whether processes can be held to a core here. */
export const canPin = availableParallelism() > 1 && spawnSync('taskset', ['-c', '0', 'true']).status === 0;

/** Starts a script of Node in a process of its own, held to one core where the system can, with a channel for messages. */
export function spawnPinned(
  core: number,
  script: URL,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): ChildProcess {
  const command = [process.execPath, script.pathname, ...args];
  const [program, ...rest] = canPin ? ['taskset', '-c', `${core}`, ...command] : command;
  return spawn(program!, rest, {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { PATH: process.env['PATH'], NODE_ENV: 'production', ...environment },
  });
}

/** The next message of a process. @throws {Error} when the process ends without one. */
export function nextMessage<Message>(child: ChildProcess): Promise<Message> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      child.off('message', onMessage).off('exit', onExit).off('error', reject);
      act();
    };
    const onMessage = (message: unknown) => settle(() => resolve(message as Message));
    const onExit = (code: number | null) =>
      settle(() =>
        reject(new Error(`Expected ${child.spawnargs.join(' ')} to answer, but it ended with ${code}.`)),
      );
    child.on('message', onMessage).on('exit', onExit).on('error', reject);
  });
}

/** Ends a process. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}
