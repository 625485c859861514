/** The costs of requests by the number of ids, in ascending order. */
export type Costs = readonly (readonly [ids: number, cost: number])[];

/**
 * Returns the largest growth of the cost between two consecutive numbers of ids, divided by the growth of that number.
 * The result is 1 if the cost is proportional to the number of ids, less if it grows more slowly, and `NaN` for fewer
 * than two numbers.
 */
export function growth(costs: Costs): number {
  const steps = costs.slice(1).map(([ids, cost], index) => {
    const [fewerIds, lowerCost] = costs[index]!;
    return cost / lowerCost / (ids / fewerIds);
  });
  return steps.length > 0 ? Math.max(...steps) : Number.NaN;
}
