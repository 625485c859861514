import { PassThrough } from 'node:stream';
import { runCommand } from '../../libs/chat-integration/src/doctor/command.js';
import type { Finding } from '../../libs/chat-integration/src/doctor/check.js';
import type { Report } from '../../libs/chat-integration/src/doctor/report.js';

/** What a run of the command left behind. */
export interface Run {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command in this process. */
export async function runDoctor(
  args: readonly string[],
  env: Record<string, string> = {},
  input = '',
): Promise<Run> {
  const said = { stdout: '', stderr: '' };
  const sink = (name: 'stdout' | 'stderr') => {
    const stream = new PassThrough();
    stream.on('data', (chunk: Buffer) => (said[name] += chunk.toString()));
    return stream;
  };
  const stdin = new PassThrough();
  stdin.end(input);
  const exitCode = await runCommand(['doctor', ...args], {
    env,
    stdin,
    stdout: sink('stdout'),
    stderr: sink('stderr'),
  });
  return { exitCode, ...said };
}

/** The report of a run with `--json`. */
export function reportIn({ stdout }: Pick<Run, 'stdout'>): Report {
  return JSON.parse(stdout) as Report;
}

/** The findings of a report that are neither passed nor skipped, by check. */
export function complaints({ checks }: Report): Record<string, Finding> {
  return Object.fromEntries(
    checks
      .filter(({ status }) => status === 'warning' || status === 'failed')
      .map((finding) => [finding.id, finding]),
  );
}
