import { describe, expect, it } from 'vitest';
import { cpuGrowth, LINEAR } from '../../../../../test/support/growth.js';
import { containsInternals } from './internals.js';

describe('containsInternals', () => {
  it.each([
    '<b>Warning</b>:  Undefined variable',
    'Fatal error: Uncaught Error in /srv/a.php on line 3',
    '[]\nNotice: a in b in /srv/a.php on line 3',
    'SQLSTATE[42S02]: Base table not found',
    'Stack trace:\n#0 {main}',
    'Traceback (most recent call last)',
    'Error: no\n    at handle (/srv/app.js:1:2)',
    '{"stack":"Error: no\\n    at file:///srv/app.js:1:2"}',
    'Who is chat with hush-"hush"?',
    String.raw`{"password":"hush-\"hush\""}`,
  ])('finds %j', (text) => expect(containsInternals(text, 'hush-"hush"')).toBe(true));

  it.each([
    '[]',
    'Warning: look at line 3',
    'We are in the office on line 3',
    'Warning: in\n b in c on line 3',
    '{"name":"Ada, at home:1:2"}',
    '    at home:1:2',
  ])('accepts %j', (text) => expect(containsInternals(text, 'hush-hush')).toBe(false));

  it('ignores passwords that occur in ordinary words', () => {
    expect(containsInternals('at home', 'at')).toBe(false);
  });

  it.each(['\n', 'Warning: a in b ', '\n at 1:1:'])(
    'takes time in proportion to a response of %j',
    (part) => {
      const run = (text: string) => containsInternals(text, 'hush-hush');
      expect(cpuGrowth((size) => `Warning: a\n at ${part.repeat(size)}`, run)).toBeLessThan(LINEAR);
    },
  );
});
