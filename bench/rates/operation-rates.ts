import { median } from '../report/median.js';

/** An operation to measure. */
export interface Operation {
  readonly name: string;
  readonly repeat: (times: number) => void | Promise<void>;
}

/** The number of calls per second of CPU time, by the name of the operation. */
export type Rates = Readonly<Record<string, number>>;

const ROUNDS = 15;
const ROUND_MICROS = 100_000;

/** Measures the median rates of several rounds. In each round, every operation runs for 0.1 seconds of CPU time. */
export async function operationRates(operations: readonly Operation[]): Promise<Rates> {
  const rates = new Map(operations.map(({ name }) => [name, [] as number[]]));
  for (let round = -1; round < ROUNDS; round++) {
    for (const { name, repeat } of operations) {
      const rate = await rateOf(repeat);
      // The first round is a warm-up.
      if (round >= 0) rates.get(name)!.push(rate);
    }
  }
  return Object.fromEntries([...rates].map(([name, values]) => [name, median(values)]));
}

const BATCH = 500;

async function rateOf(repeat: Operation['repeat']): Promise<number> {
  const before = process.cpuUsage();
  for (let times = BATCH; ; times += BATCH) {
    await repeat(BATCH);
    const { user, system } = process.cpuUsage(before);
    if (user + system >= ROUND_MICROS) return (times / (user + system)) * 1e6;
  }
}
