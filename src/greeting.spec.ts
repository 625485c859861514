import { describe, expect, it } from 'vitest';
import { parseEnvironment } from './config/parse-environment.js';
import { greeting } from './greeting.js';

describe('greeting', () => {
  const text = greeting(parseEnvironment({ PORT: '3456' }));

  it('contains the URL and the logins', () => {
    expect(text).toContain('http://localhost:3456\n');
    expect(text).toMatch(/ada.*bob.*"demo"/);
  });

  it.each([
    ['on', /sandbox is on\. It simulates the servers of ImbaChat and ChatBro/],
    ['off', /sandbox is off\. The pages load the widgets/],
  ])('says that the sandbox is %s', (mode, expected) => {
    expect(greeting(parseEnvironment({ CHAT_SANDBOX: mode }))).toMatch(expected);
  });

  it('contains at least three commands', () => {
    expect(text.split('\n').filter((line) => line.startsWith('curl ')).length).toBeGreaterThanOrEqual(3);
  });
});
