import { parseEnv } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyVariables, ENVIRONMENT, missingVariables } from './environment.js';

const keys = ENVIRONMENT.imbachat;

describe('missingVariables', () => {
  it('writes a comment above each variable', () => {
    expect(missingVariables('', keys.slice(0, 1), () => '276')).toBe(
      "# from ImbaChat's dashboard: the id of the widget\nIMBACHAT_WIDGET_ID=276\n",
    );
  });

  it('starts on a new line and keeps the line endings', () => {
    expect(missingVariables('A=1', keys.slice(0, 1), () => '')).toMatch(/^\n\n# /);
    expect(missingVariables('A=1\r\n', keys.slice(0, 1), () => '')).toMatch(
      /^\r\n# .*\r\nIMBACHAT_WIDGET_ID=\r\n$/,
    );
  });

  it('changes no existing variable and adds no variable twice', () => {
    // Node.js 20 parses a comment without a line ending as a variable.
    const variables = (file: string) => parseEnv(`${file}\n`);
    const line = fc.oneof(
      fc.constantFrom(
        ...keys.map(({ key }) => `${key}=mine`),
        '# IMBACHAT_SECRET_KEY=no',
        'export IMBACHAT_API_LOGIN=a',
      ),
      fc.stringMatching(/^[A-Z]{1,5}=[a-z0-9]*$/),
    );
    fc.assert(
      fc.property(fc.array(line), fc.boolean(), (lines, ends) => {
        const before = lines.join('\n') + (ends ? '\n' : '');
        const after = before + missingVariables(before, keys, () => 'made');
        expect(variables(after)).toEqual({
          ...Object.fromEntries(keys.map(({ key }) => [key, 'made'])),
          ...variables(before),
        });
        expect(missingVariables(after, keys, () => 'again')).toBe('');
      }),
    );
  });
});

describe('emptyVariables', () => {
  it('returns variables without a value', () => {
    expect(emptyVariables('IMBACHAT_WIDGET_ID=276\nIMBACHAT_API_LOGIN=\n', keys)).toEqual([
      'IMBACHAT_API_LOGIN',
      'IMBACHAT_API_PASSWORD',
      'IMBACHAT_SECRET_KEY',
    ]);
  });
});
