import type { Finding } from '../section.js';
import { markdownTable } from './markdown-table.js';

/** What was measured beside what was wanted. */
export function findingsTable(findings: readonly Finding[]): string {
  return markdownTable(
    ['', 'measured', 'target', ''],
    findings.map(({ what, measured, target: { bound, value, unit = '' } }) => {
      const isMet = bound === 'at least' ? measured >= value : measured <= value;
      const sign = bound === 'at least' ? '≥' : '≤';
      return [what, `${measured.toFixed(2)}${unit}`, `${sign} ${value}${unit}`, isMet ? 'met' : 'not met'];
    }),
  );
}
