import { assert, constantFrom, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuGrowth, LINEAR } from '../../../../test/support/growth.js';
import { likePattern } from './like-pattern.js';
import { isStorable } from './query-parameter.js';

describe('likePattern', () => {
  it.each([
    ['ada', '%ada%'],
    ['', '%%'],
    ['100%', '%100!%%'],
    ['a_b', '%a!_b%'],
    ['hey!', '%hey!!%'],
    ['!%_', '%!!!%!_%'],
    ['\\', '%\\%'],
    ["' OR 1=1 --", "%' OR 1=1 --%"],
    ['Ада', '%Ада%'],
  ])('escapes %s as %s', (text, pattern) => {
    expect(likePattern(text)).toBe(pattern);
  });

  it('has only the outer two wildcards, and reads back as the text', () => {
    const text = string({ unit: constantFrom('!', '%', '_', '\\', 'a', 'Я') });

    assert(
      property(text, (typed) => {
        expect(readBack(likePattern(typed))).toBe(typed);
      }),
    );
  });
});

it.each(['%_!', 'a', ' ', '\ud800', '\0'])(
  'the CPU time for a text of %j at most doubles with its length',
  (unit) => {
    const textOf = (size: number) => unit.repeat(size);
    expect(cpuGrowth(textOf, likePattern)).toBeLessThan(LINEAR);
    expect(cpuGrowth(textOf, isStorable)).toBeLessThan(LINEAR);
  },
);

function readBack(pattern: string): string {
  return pattern.slice(1, -1).replace(/!([!%_])|[!%_]/g, (_, literal?: string) => literal ?? '(wildcard)');
}
