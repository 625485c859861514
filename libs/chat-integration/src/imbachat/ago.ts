/** Each unit from two of it on, so that rounding loses little. */
const UNITS: readonly [unit: Intl.RelativeTimeFormatUnit, milliseconds: number][] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

const FORMAT = new Intl.RelativeTimeFormat('en');

/**
 * A span of time in one unit, for example `5 minutes ago`, or `in 7 hours` for a negative one.
 *
 * @param milliseconds how long it has been.
 */
export function ago(milliseconds: number): string {
  const [unit, length] =
    UNITS.find(([, one]) => Math.abs(milliseconds) >= 2 * one) ?? (['second', 1_000] as const);
  return FORMAT.format(-Math.round(milliseconds / length), unit);
}
