import { describe, expect, it } from 'vitest';
import type { Section } from '../section.js';
import { benchmarkDocument, resultsText } from './benchmark-document.js';

const SECTIONS: readonly Section[] = [
  { title: 'One', text: 'text of one', findings: [] },
  {
    title: 'Two',
    text: 'text of two',
    findings: [{ name: 'two', measured: 2, target: { bound: 'at least', value: 1 } }],
  },
];

describe('resultsText', () => {
  it('contains all sections, followed by all targets', () => {
    expect(resultsText(SECTIONS)).toBe(
      `## One

text of one

## Two

text of two

## Targets

| figure | measured | target | result |
|---|---:|---:|---:|
| two | 2.00 | ≥ 1 | met |
`,
    );
  });
});

describe('benchmarkDocument', () => {
  it('contains the options, the environment and the plot', () => {
    const options = {
      parts: new Set<string>(),
      peers: new Set<string>(),
      ids: [1],
      seconds: 7,
      rounds: 5,
      write: true,
    };
    const text = benchmarkDocument(SECTIONS, options, '- machine: a fast one', 'plot.svg');
    expect(text).toContain('The servers run one after another, in 5 rounds.');
    expect(text).toContain('for 7 s over 16 keep-alive connections');
    expect(text).toContain('\n- machine: a fast one\n');
    expect(text).toContain('](plot.svg)');
    const [, limits] = text.split(resultsText(SECTIONS));
    expect(limits).toMatch(/^\n## Limiting factors\n/);
  });
});
