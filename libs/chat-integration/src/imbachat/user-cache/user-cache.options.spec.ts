import { Keyv } from 'keyv';
import { describe, expect, it } from 'vitest';
import { imbaChat } from '../../../../../test/support/options.js';
import type { OptionProblem } from '../../chat-integration.errors.js';
import { readImbaChatOptions } from '../imbachat.options.js';

function problemsOf(userCache: unknown): OptionProblem[] {
  const problems: OptionProblem[] = [];
  readImbaChatOptions({ ...imbaChat(), userCache }, problems);
  return problems;
}

describe('the options of the user cache', () => {
  it.each([
    [{ ttlSeconds: 1, maxUsers: 1 }],
    [{ ttlSeconds: 86_400, maxUsers: 1_000_000 }],
    [{ ttlSeconds: 60, store: new Keyv() }],
    [undefined],
  ])('can be %o', (userCache) => {
    expect(problemsOf(userCache)).toEqual([]);
  });

  it.each([
    [
      true,
      'userCache',
      'an object of user cache options, such as { ttlSeconds: 60, maxUsers: 10_000 } but got true',
    ],
    [null, 'userCache', 'but got null'],
    [{ maxUsers: 1 }, 'userCache.ttlSeconds', 'from 1 to 86400 (a day) but got undefined'],
    [{ ttlSeconds: '60', maxUsers: 1 }, 'userCache.ttlSeconds', 'but got "60"'],
    [{ ttlSeconds: 0, maxUsers: 1 }, 'userCache.ttlSeconds', 'but got 0'],
    [{ ttlSeconds: 86_401, maxUsers: 1 }, 'userCache.ttlSeconds', 'but got 86401'],
    [{ ttlSeconds: 60 }, 'userCache.maxUsers', 'or a store instead but got undefined'],
    [
      { ttlSeconds: 60, maxUsers: 0 },
      'userCache.maxUsers',
      'from 1 to 1000000, or a store instead but got 0',
    ],
    [{ ttlSeconds: 60, maxUsers: 1.5 }, 'userCache.maxUsers', 'but got 1.5'],
    [{ ttlSeconds: 60, store: new Map() }, 'userCache.store', 'a Keyv instance'],
    [{ ttlSeconds: 60, store: null }, 'userCache.store', 'a Keyv instance'],
    [{ ttlSeconds: 60, maxUsers: 10, store: new Keyv() }, 'userCache.store', 'and no maxUsers'],
  ])('cannot be %o', (userCache, path, expected) => {
    const [problem, ...others] = problemsOf(userCache);
    expect(others).toEqual([]);
    expect(problem).toEqual({ path: `imbachat.${path}`, message: expect.stringContaining(expected) });
    expect(problem!.message).toMatch(/^expected .+ but got .+\. Fix: .+\.$/);
  });

  it('cannot have further options', () => {
    expect(problemsOf({ ttlSeconds: 60, maxUsers: 1, size: 2 })).toEqual([
      { path: 'imbachat.userCache.size', message: expect.stringMatching(/^is not an option\./) },
    ]);
  });
});
