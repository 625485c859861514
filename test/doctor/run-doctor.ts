import { PassThrough } from 'node:stream';
import type { Finding } from '../../libs/chat-devtools/src/doctor/check.js';
import { runCommand } from '../../libs/chat-devtools/src/doctor/command.js';
import type { Report } from '../../libs/chat-devtools/src/doctor/report.js';

/** The result of a run of the command. */
export interface RunResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the doctor in this process. */
export async function runDoctor(
  args: readonly string[],
  env: Record<string, string> = {},
  input = '',
): Promise<RunResult> {
  const output = { stdout: '', stderr: '' };
  const collect = (name: 'stdout' | 'stderr') => {
    const stream = new PassThrough();
    stream.on('data', (chunk: Buffer) => (output[name] += chunk.toString()));
    return stream;
  };
  const exitCode = await runCommand(['doctor', ...args], {
    env,
    stdin: new PassThrough().end(input),
    stdout: collect('stdout'),
    stderr: collect('stderr'),
  });
  return { exitCode, ...output };
}

/** Parses the report of a run with `--json`. */
export function parseReport({ stdout }: Pick<RunResult, 'stdout'>): Report {
  return JSON.parse(stdout) as Report;
}

/** Selects the warnings and failures. */
export function problemsIn(findings: readonly Finding[]): Finding[] {
  return findings.filter(({ status }) => status === 'warning' || status === 'failed');
}

/** Selects the ids of the skipped checks. */
export function skippedIn(findings: readonly Finding[]): string[] {
  return findings.filter(({ status }) => status === 'skipped').map(({ id }) => id);
}
