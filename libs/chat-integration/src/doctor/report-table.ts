import type { Finding, Status } from './check.js';
import { printable } from './quoted.js';
import type { Report } from './report.js';

const MARKS: Readonly<Record<Status, string>> = { passed: '✔', warning: '!', failed: '✖', skipped: '-' };

// SGR parameters of ECMA-48: green, yellow, red, faint.
const COLOURS: Readonly<Record<Status, number>> = { passed: 32, warning: 33, failed: 31, skipped: 2 };

/**
 * A report for people: one line for each check, and below it what was found and how to mend it.
 *
 * @param colour whether the terminal shows colours.
 */
export function reportTable(report: Report, colour: boolean): string {
  const paint = (status: Status, text: string): string =>
    colour ? `\u001b[${COLOURS[status]}m${text}\u001b[0m` : text;
  const width = Math.max(0, ...report.checks.map(({ id }) => id.length));
  const lines = report.checks.flatMap((finding) => [
    paint(finding.status, `${MARKS[finding.status]} ${finding.id.padEnd(width)}  ${finding.title}`),
    ...explanation(finding).map((line) => `  ${' '.repeat(width)}  ${printable(line)}`),
  ]);
  const { passed, warning, failed, skipped } = report.summary;
  return [
    ...(report.url === null ? [] : [printable(report.url), '']),
    ...lines,
    ...(report.signed.length === 0 ? [] : ['', 'What is signed, one after another:']),
    ...report.signed.map(({ label, text }) => `  ${label.padEnd(24)}${printable(JSON.stringify(text))}`),
    '',
    ...(report.stopped ? [paint('failed', printable(report.stopped.message))] : []),
    paint(
      report.ok ? 'passed' : 'failed',
      `${passed} passed, ${warning} ${warning === 1 ? 'warning' : 'warnings'}, ${failed} failed, ${skipped} skipped`,
    ),
    '',
  ].join('\n');
}

function explanation({ status, detail, remedy, section }: Finding): string[] {
  const found = detail === '' ? [] : [detail];
  return remedy === null || status === 'passed' ? found : [...found, `${remedy} (${section})`];
}
