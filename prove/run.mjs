// Runs the proofs with the full number of cases, and writes the table of findings to docs/reliability.md.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const results = fileURLToPath(new URL('results/', import.meta.url));
const document = fileURLToPath(new URL('../docs/reliability.md', import.meta.url));
const [START, END] = ['<!-- findings -->', '<!-- /findings -->'];

rmSync(results, { recursive: true, force: true });
const { status } = spawnSync(
  'npx',
  ['vitest', 'run', '--project', 'prove', '--no-file-parallelism', ...process.argv.slice(2)],
  {
    stdio: 'inherit',
    env: { ...process.env, PROVE: 'full' },
  },
);

const findings = readdirSync(results)
  .map((name) => JSON.parse(readFileSync(results + name, 'utf8')))
  .toSorted((one, other) => one.id.localeCompare(other.id, 'en', { numeric: true }));
const cell = (text) => String(text).replaceAll('|', '\\|');
const rows = findings.map(
  ({ id, claim, measured, result }) => `| ${[id, claim, measured, result].map(cell).join(' | ')} |`,
);
const table = ['| | claim | measured | result |', '|---|---|---|---|', ...rows].join('\n');
process.stdout.write(`\n${table}\n`);

if (status === 0 && process.argv.length === 2) {
  const text = readFileSync(document, 'utf8');
  const [before, after] = [text.split(START)[0], text.split(END)[1]];
  writeFileSync(document, `${before}${START}\n\n${table}\n\n${END}${after}`);
}
process.exitCode = status ?? 1;
