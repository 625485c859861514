/** The units, largest first. A unit is used for two or more of it, so that rounding changes little. */
const UNITS: readonly [unit: Intl.RelativeTimeFormatUnit, milliseconds: number][] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

const FORMAT = new Intl.RelativeTimeFormat('en');

/**
 * Describes a time relative to now in one unit, for example `5 minutes ago` or `in 7 hours`.
 *
 * @param time milliseconds since 1970.
 * @param now milliseconds since 1970.
 */
export function relativeTime(time: number, now: number): string {
  const difference = time - now;
  const [unit, milliseconds] =
    UNITS.find(([, length]) => Math.abs(difference) >= 2 * length) ?? (['second', 1_000] as const);
  return FORMAT.format(Math.round(difference / milliseconds), unit);
}
