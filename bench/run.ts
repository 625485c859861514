// Measures the library beside its peers. `npm run bench -- --only fastify,raw --ids 1,100 --seconds 3 --rounds 1`
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseOptions } from './options.js';
import { usersInfoReport } from './report/users-info-report.js';
import { createDatabase } from './site/create-database.js';
import { MEMBERS } from './site/site.js';
import { measureUsersInfo } from './users-info.js';

const options = parseOptions(process.argv.slice(2));
const folder = mkdtempSync(join(tmpdir(), 'chat-bench-'));
const say = (text: string): boolean => process.stderr.write(`${text}\n`);
try {
  const databaseFile = join(folder, 'members.sqlite');
  await createDatabase(databaseFile, MEMBERS);
  const measurements = await measureUsersInfo(options, databaseFile, say);
  process.stdout.write(`${usersInfoReport(measurements)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
