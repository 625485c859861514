import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** The CPU cores of the servers and of the load generator. */
export const CORES = { server: 0, load: 1 } as const;

/** Whether this system can pin processes to a core. */
export const canPin = availableParallelism() > 1 && spawnSync('taskset', ['-c', '0', 'true']).status === 0;

/** Starts a Node.js script in a child process with an IPC channel, pinned to a core if the system supports it. */
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

/**
 * Returns the next message of a process.
 *
 * @throws {Error} If the process exits without a message.
 */
export function nextMessage<Message>(child: ChildProcess): Promise<Message> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      child.off('message', onMessage).off('exit', onExit).off('error', reject);
      act();
    };
    const onMessage = (message: unknown) => settle(() => resolve(message as Message));
    const onExit = (code: number | null) =>
      settle(() =>
        reject(new Error(`Expected a message of ${child.spawnargs.join(' ')}, but it exited with ${code}.`)),
      );
    child.on('message', onMessage).on('exit', onExit).on('error', reject);
  });
}

/** Terminates a process and waits for its exit. */
export async function terminate(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await exited;
}
