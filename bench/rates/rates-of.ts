import { median } from '../report/median.js';

/** Something that is done over and over. */
export interface Contender {
  readonly name: string;
  readonly repeat: (times: number) => void | Promise<void>;
}

/** How often each is done in a second of CPU time, by name. */
export type Rates = Readonly<Record<string, number>>;

const ROUNDS = 15;
const ROUND_MICROS = 100_000;

/** The median of several rounds, in each of which everyone has a turn of a tenth of a second. */
export async function ratesOf(contenders: readonly Contender[]): Promise<Rates> {
  const rates = new Map(contenders.map(({ name }) => [name, [] as number[]]));
  for (let round = -1; round < ROUNDS; round++) {
    for (const { name, repeat } of contenders) {
      const rate = await rateOf(repeat);
      // The first round warms up.
      if (round >= 0) rates.get(name)!.push(rate);
    }
  }
  return Object.fromEntries([...rates].map(([name, values]) => [name, median(values)]));
}

const BATCH = 500;

async function rateOf(repeat: Contender['repeat']): Promise<number> {
  const before = process.cpuUsage();
  for (let times = BATCH; ; times += BATCH) {
    await repeat(BATCH);
    const { user, system } = process.cpuUsage(before);
    if (user + system >= ROUND_MICROS) return (times / (user + system)) * 1e6;
  }
}
