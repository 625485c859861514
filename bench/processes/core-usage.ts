import { cpus } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';

const SAMPLE_MS = 2_000;

/** Measures the current usage of all CPU cores, from 0 (all idle) to 1 (all busy). */
export async function coreUsage(): Promise<number> {
  const before = times();
  await delay(SAMPLE_MS);
  const after = times();
  return 1 - (after.idle - before.idle) / (after.all - before.all);
}

function times(): { readonly idle: number; readonly all: number } {
  const cores = cpus().map((cpu) => cpu.times);
  const sum = (values: readonly number[]): number => values.reduce((one, other) => one + other, 0);
  return {
    idle: sum(cores.map(({ idle }) => idle)),
    all: sum(cores.map(({ user, nice, sys, idle, irq }) => user + nice + sys + idle + irq)),
  };
}
