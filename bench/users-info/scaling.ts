/** The cost of a request for so many ids, from few to many. */
export type Costs = readonly (readonly [ids: number, cost: number])[];

/**
 * The largest growth of the cost from one number of ids to the next, for each time that number grows: 1 when the
 * cost grows as the number of ids does, less when it grows slower.
 *
 * @returns `NaN` for fewer than two numbers.
 */
export function growth(costs: Costs): number {
  const steps = costs.slice(1).map(([ids, cost], index) => {
    const [fewerIds, lowerCost] = costs[index]!;
    return cost / lowerCost / (ids / fewerIds);
  });
  return steps.length > 0 ? Math.max(...steps) : Number.NaN;
}
