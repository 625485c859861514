/** Upper bound for {@link cpuGrowth} of a function in linear time: between 2 (linear) and 4 (quadratic). */
export const LINEAR = 2.8;

const DOUBLINGS = 3;
const ROUNDS = 5;
/** CPU time of a measurement, in microseconds: long enough to compare. */
const MEASUREMENT_US = 3_000;
/** When one call takes this long, in microseconds, the input is not doubled again. */
const SLOW_US = 500_000;

/**
 * Returns by which factor the CPU time of a function grows when its input doubles: 2 is linear, 4 is quadratic. Unlike
 * wall time, CPU time hardly depends on what else runs on the machine.
 *
 * @param inputOf creates an input of a size.
 * @param run the function, which is called many times with each input. It must be synchronous.
 * @param size the size of the smallest input; the largest is eight times as long.
 * @example
 * ```ts
 * expect(cpuGrowth((size) => 'a'.repeat(size), parse)).toBeLessThan(LINEAR);
 * ```
 */
export function cpuGrowth<T>(inputOf: (size: number) => T, run: (input: T) => unknown, size = 2_000): number {
  const first = cpuTimeOf(run, inputOf(size));
  let last = first;
  let doublings = 0;
  while (doublings < DOUBLINGS && last < SLOW_US) {
    doublings++;
    last = cpuTimeOf(run, inputOf(size * 2 ** doublings));
  }
  return doublings === 0 ? Infinity : (last / first) ** (1 / doublings);
}

/** Returns the CPU time of one call, in microseconds: the lowest of several measurements. */
function cpuTimeOf<T>(run: (input: T) => unknown, input: T): number {
  let calls = 1;
  while (measure(run, input, calls) * calls < MEASUREMENT_US) calls *= 2;
  let lowest = Infinity;
  for (let round = 0; round < ROUNDS && !(lowest > SLOW_US && round > 0); round++) {
    lowest = Math.min(lowest, measure(run, input, calls));
  }
  return lowest;
}

function measure<T>(run: (input: T) => unknown, input: T, calls: number): number {
  const start = process.cpuUsage();
  for (let call = 0; call < calls; call++) run(input);
  const { user, system } = process.cpuUsage(start);
  return (user + system) / calls;
}
