import { describe, expect, it } from 'vitest';
import type { Section } from '../section.js';
import { benchmarkDocument, resultsText } from './benchmark-document.js';

const SECTIONS: readonly Section[] = [
  { title: 'One', text: 'text of one', findings: [] },
  {
    title: 'Two',
    text: 'text of two',
    findings: [{ what: 'two', measured: 2, target: { bound: 'at least', value: 1 } }],
  },
];

describe('resultsText', () => {
  it('holds every section, and the targets of all of them at the end', () => {
    expect(resultsText(SECTIONS)).toBe(
      `## One

text of one

## Two

text of two

## Targets

|  | measured | target |  |
|---|---:|---:|---:|
| two | 2.00 | ≥ 1 | met |
`,
    );
  });
});

describe('benchmarkDocument', () => {
  it('says how long was measured and where, and shows the plot', () => {
    const options = {
      parts: new Set<string>(),
      peers: new Set<string>(),
      ids: [1],
      seconds: 7,
      rounds: 5,
      write: true,
    };
    const text = benchmarkDocument(SECTIONS, options, '- machine: a fast one', 'plot.svg');
    expect(text).toContain('started anew in turn, in each of 5 rounds, and');
    expect(text).toContain('kept alive for 7 s');
    expect(text).toContain('\n- machine: a fast one\n');
    expect(text).toContain('](plot.svg)');
    const [, limits] = text.split(resultsText(SECTIONS));
    expect(limits).toMatch(/^\n## What limits it\n/);
  });
});
