import { join } from 'node:path';
import { CORES, nextMessage, spawnPinned, terminate } from '../processes/pinned.js';
import { markdownTable } from '../report/markdown-table.js';
import { medianOf } from '../report/median.js';
import type { Context, Section } from '../section.js';
import { createDatabase } from '../site/create-database.js';
import { copyDemo, DEMO_MEMBERS } from './demo-copies.js';
import type { FirstResponse } from './first-response.js';

const RUNS = 11;

/** The time from the start of a process to its first response. */
interface ColdStart {
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** Measures the start-up time of the demo and of an empty application, each with and without the library. */
export async function measureColdStart({ folder, log }: Context): Promise<Section> {
  const databaseFile = join(folder, 'demo.sqlite');
  await createDatabase(databaseFile, DEMO_MEMBERS);
  const demo = copyDemo(join(folder, 'demo'));
  const commands: Readonly<Record<string, readonly string[]>> = {
    'demo without the library': ['start-demo', demo.withoutLibrary],
    demo: ['start-demo', demo.withLibrary],
    'empty app': ['start-empty'],
    'empty app with the library': ['start-library'],
  };
  const measured = new Map<string, ColdStart[]>(Object.keys(commands).map((name) => [name, []]));
  // Run 0 is not recorded, because it reads the files from the disk.
  for (let run = 0; run <= RUNS; run++) {
    log(run === 0 ? 'cold start' : `cold start, run ${run} of ${RUNS}`);
    for (const [name, command] of Object.entries(commands)) {
      const coldStart = await start(command, databaseFile);
      if (run > 0) measured.get(name)!.push(coldStart);
    }
  }
  const medians = new Map(
    [...measured].map(([name, all]) => [
      name,
      { wallMs: medianOf(all, 'wallMs'), cpuMs: medianOf(all, 'cpuMs') },
    ]),
  );
  return coldStartSection(medians);
}

async function start([file, ...args]: readonly string[], databaseFile: string): Promise<ColdStart> {
  const since = performance.now();
  const script = new URL(`${file}.js`, import.meta.url);
  const child = spawnPinned(CORES.server, script, args, { DATABASE_FILE: databaseFile });
  try {
    const { status, cpuMicros } = await nextMessage<FirstResponse>(child);
    const wallMs = performance.now() - since;
    if (status !== 200) throw new Error(`Expected ${file} to respond with 200 but got ${status}.`);
    return { wallMs, cpuMs: cpuMicros / 1000 };
  } finally {
    await terminate(child);
  }
}

function coldStartSection(medians: ReadonlyMap<string, ColdStart>): Section {
  const [without, demo, empty, library] = [...medians.values()] as [
    ColdStart,
    ColdStart,
    ColdStart,
    ColdStart,
  ];
  const rows = [...medians].map(([name, { wallMs, cpuMs }]) => [name, wallMs.toFixed(0), cpuMs.toFixed(0)]);
  return {
    title: 'Cold start',
    text: `The time from the start of the process to the first response of the home page, on Express. The demo uses an SQLite file with ${DEMO_MEMBERS} members. The figures are medians of ${RUNS} interleaved runs. The demo without the library is a copy in which a stub replaces the library. The copy excludes the library, its dependencies and the widgets on the page, and nothing else.

${markdownTable(['', 'ms', 'CPU ms'], rows)}

The library adds ${(library.wallMs - empty.wallMs).toFixed(0)} ms (${(library.cpuMs - empty.cpuMs).toFixed(0)} ms of CPU time) to an empty app. The demo uses ${(demo.cpuMs / without.cpuMs).toFixed(2)} times the CPU time of the demo without the library.`,
    findings: [
      {
        name: 'Cold start: time of the demo relative to the demo without the library',
        measured: demo.wallMs / without.wallMs,
        target: { bound: 'at most', value: 1.15 },
      },
    ],
  };
}
