import { Keyv } from 'keyv';
import { describe, expect, it } from 'vitest';
import { imbaChatOptionProblems } from '../imbachat.options.js';

const required = { widgetId: 1, apiLogin: 'login', apiPassword: 'password', secretKey: 'x'.repeat(32) };
const problemsWith = (userCache: unknown) => imbaChatOptionProblems({ ...required, userCache });

describe('options of the user cache', () => {
  it.each([
    [{ ttlSeconds: 1, maxUsers: 1 }],
    [{ ttlSeconds: 86_400, maxUsers: 1_000_000 }],
    [{ ttlSeconds: 60, store: new Keyv() }],
    [undefined],
  ])('may be %o', (userCache) => {
    expect(problemsWith(userCache)).toEqual([]);
  });

  it.each([
    [true, 'imbachat.userCache', /expected an object of options of the user cache.* got true/],
    [{ maxUsers: 1 }, 'imbachat.userCache.ttlSeconds', /from 1 to 86400 \(a day\), got undefined/],
    [{ ttlSeconds: '60', maxUsers: 1 }, 'imbachat.userCache.ttlSeconds', /got "60"\. .*Number\(\)/],
    [{ ttlSeconds: 0, maxUsers: 1 }, 'imbachat.userCache.ttlSeconds', /got 0/],
    [{ ttlSeconds: 86_401, maxUsers: 1 }, 'imbachat.userCache.ttlSeconds', /got 86401/],
    [{ ttlSeconds: 60 }, 'imbachat.userCache.maxUsers', /or a store in its place, got undefined/],
    [{ ttlSeconds: 60, maxUsers: 1.5 }, 'imbachat.userCache.maxUsers', /got 1.5/],
    [{ ttlSeconds: 60, store: new Map() }, 'imbachat.userCache.store', /expected a Keyv instance/],
    [{ ttlSeconds: 60, maxUsers: 1, size: 2 }, 'imbachat.userCache.size', /there is no such option/],
  ])('may not be %o', (userCache, path, message) => {
    expect(problemsWith(userCache)).toEqual([{ path, message: expect.stringMatching(message) }]);
  });

  it('may not name both a number of users and a store', () => {
    expect(problemsWith({ ttlSeconds: 60, maxUsers: 10, store: new Keyv() })).toEqual([
      { path: 'imbachat.userCache.store', message: expect.stringMatching(/no maxUsers beside it/) },
    ]);
  });
});
