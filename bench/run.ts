// Measures the library beside its peers. `npm run bench -- --only fastify,raw --ids 1,100 --seconds 3 --rounds 1`
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measureAuthorization } from './authorization/measure-authorization.js';
import { measureColdStart } from './cold-start/measure-cold-start.js';
import { parseOptions } from './options.js';
import { measureInstances } from './instances/measure-instances.js';
import { busyCores } from './processes/busy-cores.js';
import { measureRates } from './rates/measure-rates.js';
import { benchmarkDocument, resultsText } from './report/benchmark-document.js';
import { putBetweenMarks } from './report/between-marks.js';
import { environmentText } from './report/environment.js';
import { ROOT } from './root.js';
import type { Context, Section } from './section.js';
import { createDatabase } from './site/create-database.js';
import { MEMBERS } from './site/site.js';
import { measureSizes } from './sizes/measure-sizes.js';
import { measureUsersInfo } from './users-info/measure-users-info.js';
import { PEER_NAMES } from './users-info/peers.js';

/** What there is to measure, by the word that selects it. */
const PARTS: Readonly<Record<string, (context: Context) => Promise<Section>>> = {
  'users-info': measureUsersInfo,
  authorization: measureAuthorization,
  instances: measureInstances,
  rates: measureRates,
  'cold-start': measureColdStart,
  sizes: measureSizes,
};
const PLOT = 'benchmark.svg';
/** The documents that show a part of the results. */
const SHOWN_IN = ['README.md', 'docs/scaling.md'].map((file) => join(ROOT, file));
/** The part of the machine that other work may use while figures are made that are written. */
const MOST_BUSY = 0.1;

const options = parseOptions(process.argv.slice(2), PEER_NAMES, Object.keys(PARTS));
const busy = await busyCores();
if (options.write) {
  // Now, rather than when everything is measured.
  for (const file of SHOWN_IN) putBetweenMarks(readFileSync(file, 'utf8'), '');
  if (busy > MOST_BUSY) {
    throw new Error(
      `Expected an idle machine to write figures of; ${(busy * 100).toFixed(0)} % of its cores are in use. ` +
        'Stop what runs there, or leave --write out.',
    );
  }
}
const environment = environmentText(busy);
const folder = mkdtempSync(join(tmpdir(), 'chat-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
// The servers end when this process does.
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => process.exit(1));

const databaseFile = join(folder, 'members.sqlite');
await createDatabase(databaseFile, MEMBERS);
const context: Context = {
  options,
  folder,
  databaseFile,
  say: (text) => process.stderr.write(`${text}\n`),
};
const sections: Section[] = [];
for (const [name, measure] of Object.entries(PARTS)) {
  if (options.parts.has(name)) sections.push(await measure(context));
}
process.stdout.write(`${environment}\n\n${resultsText(sections)}`);

if (options.write) {
  writeFileSync(join(ROOT, 'docs/benchmark.md'), benchmarkDocument(sections, options, environment, PLOT));
  for (const { file, table, plot } of sections.flatMap((section) => section.inShort ?? [])) {
    const document = join(ROOT, file);
    writeFileSync(document, putBetweenMarks(readFileSync(document, 'utf8'), table));
    if (plot !== undefined) writeFileSync(join(ROOT, 'docs', PLOT), plot);
  }
}
