import { printable } from 'nestjs-chat-integration/internal';
import type { Finding, Status } from './check.js';
import type { Report } from './report.js';

const MARKS: Readonly<Record<Status, string>> = { passed: '✔', warning: '!', failed: '✖', skipped: '-' };

// SGR parameters (ECMA-48): green, yellow, red, faint.
const COLOURS: Readonly<Record<Status, number>> = { passed: 32, warning: 33, failed: 31, skipped: 2 };

/**
 * Formats a report for people: one line for each check, followed by what was found and how to fix it.
 *
 * @param hasColours whether the terminal shows colours.
 */
export function formatReport(report: Report, hasColours: boolean): string {
  const { checks, signedFields, stopped, summary, url } = report;
  const paint = (status: Status, text: string): string =>
    hasColours ? `\u001b[${COLOURS[status]}m${text}\u001b[0m` : text;
  const width = Math.max(0, ...checks.map(({ id }) => id.length));
  const warnings = `${summary.warning} ${summary.warning === 1 ? 'warning' : 'warnings'}`;
  return [
    ...(url === null ? [] : [onOneLine(url), '']),
    ...checks.flatMap((finding) => [
      paint(finding.status, `${MARKS[finding.status]} ${finding.id.padEnd(width)}  ${finding.title}`),
      ...explain(finding).map((line) => `  ${' '.repeat(width)}  ${onOneLine(line)}`),
    ]),
    ...(signedFields.length === 0 ? [] : ['', 'Signed fields, in order:']),
    ...signedFields.map(({ label, text }) => `  ${label.padEnd(24)}${printable(JSON.stringify(text))}`),
    '',
    ...(stopped ? [paint('failed', onOneLine(stopped.message))] : []),
    paint(
      report.ok ? 'passed' : 'failed',
      `${summary.passed} passed, ${warnings}, ${summary.failed} failed, ${summary.skipped} skipped`,
    ),
    '',
  ].join('\n');
}

/** Returns a text that can neither control the terminal nor imitate the line of a check. */
function onOneLine(text: string): string {
  return printable(text).replaceAll('\n', '\\n');
}

function explain({ detail, fix, section }: Finding): string[] {
  return [...(detail === '' ? [] : [detail]), ...(fix === null ? [] : [`${fix} (${section})`])];
}
