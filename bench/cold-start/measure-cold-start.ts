import { join } from 'node:path';
import { CORES, end, nextMessage, spawnPinned } from '../processes/pinned.js';
import { markdownTable } from '../report/markdown-table.js';
import { medianOf } from '../report/median.js';
import type { Context, Section } from '../section.js';
import { createDatabase } from '../site/create-database.js';
import { copyDemo, DEMO_MEMBERS } from './demo-copies.js';
import type { FirstAnswer } from './first-answer.js';

const RUNS = 11;

/** How long an application takes from the start of its process to its first answer. */
interface ColdStart {
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** What the library adds to the start of the demo, and of an application that is empty but for it. */
export async function measureColdStart({ folder, say }: Context): Promise<Section> {
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
  // The first run reads the files from the disk.
  for (let run = 0; run <= RUNS; run++) {
    say(run === 0 ? 'cold start' : `cold start, run ${run} of ${RUNS}`);
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
    const { status, cpuMicros } = await nextMessage<FirstAnswer>(child);
    const wallMs = performance.now() - since;
    if (status !== 200) throw new Error(`Expected ${file} to answer 200 first; got ${status}.`);
    return { wallMs, cpuMs: cpuMicros / 1000 };
  } finally {
    await end(child);
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
    text: `From the start of the process to the first page answered, on Express, with an SQLite file of ${DEMO_MEMBERS} members for the demo: the median of ${RUNS} interleaved runs. The demo without the library is a copy of the same files in which the package of that name is one that does nothing: the library, what it depends on and the widgets on the page are left out, nothing else.

${markdownTable(['', 'ms', 'CPU ms'], rows)}

The library adds ${(library.wallMs - empty.wallMs).toFixed(0)} ms (${(library.cpuMs - empty.cpuMs).toFixed(0)} ms of CPU time) to an empty app. CPU time: the demo takes ${(demo.cpuMs / without.cpuMs).toFixed(2)} times what it takes without the library.`,
    findings: [
      {
        what: 'Cold start: the demo to the demo without the library',
        measured: demo.wallMs / without.wallMs,
        target: { bound: 'at most', value: 1.15 },
      },
    ],
  };
}
