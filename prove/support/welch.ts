/** Returns the mean and the variance of samples. */
function momentsOf(samples: readonly number[]): { mean: number; variance: number } {
  const mean = samples.reduce((sum, sample) => sum + sample, 0) / samples.length;
  const squares = samples.reduce((sum, sample) => sum + (sample - mean) ** 2, 0);
  return { mean, variance: squares / (samples.length - 1) };
}

/** Returns the statistic of Welch's t-test: the difference of the means in standard errors. */
export function welchT(one: readonly number[], other: readonly number[]): number {
  const [a, b] = [momentsOf(one), momentsOf(other)];
  return (a.mean - b.mean) / Math.sqrt(a.variance / one.length + b.variance / other.length);
}

/**
 * Measures calls in random order, so that other processes affect all calls equally.
 *
 * @returns The samples of each call in nanoseconds, without the slowest 10 % of all samples, as in dudect.
 */
export function measureInterleaved<K extends string>(
  calls: Readonly<Record<K, () => void>>,
  samplesPerCall: number,
): Record<K, number[]> {
  const names = Object.keys(calls) as K[];
  const samples = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<K, number[]>;
  for (let taken = 0; taken < samplesPerCall; taken++) {
    for (const name of shuffled(names)) {
      const call = calls[name];
      const start = process.hrtime.bigint();
      call();
      samples[name].push(Number(process.hrtime.bigint() - start));
    }
  }
  const all = names.flatMap((name) => samples[name]).toSorted((a, b) => a - b);
  const slowest = all[Math.floor(all.length * 0.9)]!;
  for (const name of names) samples[name] = samples[name].filter((sample) => sample <= slowest);
  return samples;
}

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, order: Math.random() }))
    .toSorted((a, b) => a.order - b.order)
    .map(({ item }) => item);
}
