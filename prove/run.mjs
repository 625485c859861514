// Runs the proofs with their full counts and ends with the table that docs/reliability.md holds.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const results = fileURLToPath(new URL('results/', import.meta.url));
const document = fileURLToPath(new URL('../docs/reliability.md', import.meta.url));
const [BEGIN, END] = ['<!-- findings -->', '<!-- /findings -->'];

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
  const [before, after] = [text.split(BEGIN)[0], text.split(END)[1]];
  writeFileSync(document, `${before}${BEGIN}\n\n${table}\n\n${END}${after}`);
}
process.exitCode = status ?? 1;
