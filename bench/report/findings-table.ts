import type { Finding } from '../section.js';
import { markdownTable } from './markdown-table.js';

/** Returns a Markdown table of figures and their targets. */
export function findingsTable(findings: readonly Finding[]): string {
  return markdownTable(
    ['figure', 'measured', 'target', 'result'],
    findings.map(({ name, measured, target: { bound, value, unit = '' } }) => {
      const isMet = bound === 'at least' ? measured >= value : measured <= value;
      const sign = bound === 'at least' ? '≥' : '≤';
      return [name, `${measured.toFixed(2)}${unit}`, `${sign} ${value}${unit}`, isMet ? 'met' : 'not met'];
    }),
  );
}
