import { describe, expect, it } from 'vitest';
import { parseEnvironment } from './config/parse-environment.js';
import { greeting } from './greeting.js';

describe('greeting', () => {
  const text = greeting(parseEnvironment({ PORT: '3456' }));

  it('says where to look and who to be', () => {
    expect(text).toContain('http://localhost:3456\n');
    expect(text).toMatch(/ada.*bob.*"demo"/);
  });

  it('has at least three lines to paste', () => {
    expect(text.split('\n').filter((line) => line.startsWith('curl ')).length).toBeGreaterThanOrEqual(3);
  });
});
