// Measures the library and its peers. Example: `npm run bench -- --only fastify,raw --ids 1,100 --seconds 3 --rounds 1`
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measureAuthorization } from './authorization/measure-authorization.js';
import { measureColdStart } from './cold-start/measure-cold-start.js';
import { parseOptions } from './options.js';
import { measureInstances } from './instances/measure-instances.js';
import { coreUsage } from './processes/core-usage.js';
import { measureRates } from './rates/measure-rates.js';
import { benchmarkDocument, resultsText } from './report/benchmark-document.js';
import { replaceBetweenMarkers } from './report/between-markers.js';
import { environmentText } from './report/environment.js';
import { ROOT } from './root.js';
import type { Context, Section } from './section.js';
import { createDatabase } from './site/create-database.js';
import { MEMBERS } from './site/site.js';
import { measureSizes } from './sizes/measure-sizes.js';
import { measureUsersInfo } from './users-info/measure-users-info.js';
import { PEER_NAMES } from './users-info/peers.js';

/** The parts of the benchmark, by their names on the command line. */
const PARTS: Readonly<Record<string, (context: Context) => Promise<Section>>> = {
  'users-info': measureUsersInfo,
  authorization: measureAuthorization,
  instances: measureInstances,
  rates: measureRates,
  'cold-start': measureColdStart,
  sizes: measureSizes,
};
const PLOT = 'benchmark.svg';
/** The documents that contain an excerpt of the results. */
const EXCERPT_DOCUMENTS = ['README.md', 'docs/scaling.md'].map((file) => join(ROOT, file));
/** The maximum CPU usage of other processes with `--write`. */
const MAX_CORE_USAGE = 0.1;

const options = parseOptions(process.argv.slice(2), PEER_NAMES, Object.keys(PARTS));
const initialUsage = await coreUsage();
if (options.write) {
  // Fail before the measurement if a document has no markers.
  for (const file of EXCERPT_DOCUMENTS) replaceBetweenMarkers(readFileSync(file, 'utf8'), '');
  if (initialUsage > MAX_CORE_USAGE) {
    throw new Error(
      `Expected an idle machine for --write, but ${(initialUsage * 100).toFixed(0)} % of its CPU is in use. ` +
        'Stop other processes, or omit --write.',
    );
  }
}
const environment = environmentText(initialUsage);
const folder = mkdtempSync(join(tmpdir(), 'chat-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
// The servers exit when this process exits.
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => process.exit(1));

const databaseFile = join(folder, 'members.sqlite');
await createDatabase(databaseFile, MEMBERS);
const context: Context = {
  options,
  folder,
  databaseFile,
  log: (text) => process.stderr.write(`${text}\n`),
};
const sections: Section[] = [];
for (const [name, measure] of Object.entries(PARTS)) {
  if (options.parts.has(name)) sections.push(await measure(context));
}
process.stdout.write(`${environment}\n\n${resultsText(sections)}`);

if (options.write) {
  writeFileSync(join(ROOT, 'docs/benchmark.md'), benchmarkDocument(sections, options, environment, PLOT));
  for (const { file, table, plot } of sections.flatMap((section) => section.excerpt ?? [])) {
    const document = join(ROOT, file);
    writeFileSync(document, replaceBetweenMarkers(readFileSync(document, 'utf8'), table));
    if (plot !== undefined) writeFileSync(join(ROOT, 'docs', PLOT), plot);
  }
}
