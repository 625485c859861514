import { describe, expect, it } from 'vitest';
import { parseEnvironment } from './config/parse-environment.js';
import { greeting } from './greeting.js';

describe('greeting', () => {
  const text = greeting(parseEnvironment({ PORT: '3456' }));

  it('says where to look and who to be', () => {
    expect(text).toContain('http://localhost:3456\n');
    expect(text).toMatch(/ada.*bob.*"demo"/);
  });

  it.each([
    ['on', /sandbox is on: it stands in for the servers of ImbaChat and ChatBro/],
    ['off', /sandbox is off: the pages load the widgets/],
  ])('says that the sandbox is %s', (mode, expected) => {
    expect(greeting(parseEnvironment({ CHAT_SANDBOX: mode }))).toMatch(expected);
  });

  it('has at least three lines to paste', () => {
    expect(text.split('\n').filter((line) => line.startsWith('curl ')).length).toBeGreaterThanOrEqual(3);
  });
});
