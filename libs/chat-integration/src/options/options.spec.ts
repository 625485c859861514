import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { OptionProblem } from '../chat-integration.errors.js';
import { IsOptional, isIntegerBetween, Option, readOptions } from './options.js';

const KEY = 'the-key-of-the-site';

class SiteOptions {
  @Option({ expected: 'a number', fix: 'give one.' }, (value) => typeof value === 'number')
  count!: number;

  @IsOptional()
  @Option({ expected: 'a key', fix: 'copy it.', secret: true }, (value) => value === KEY)
  key?: string;

  @IsOptional()
  @Option(
    { expected: 'a number above count', fix: 'leave it out.' },
    (value, { count }) => Number(value) > Number(count),
  )
  limit?: number;

  @Option({ expected: 'true or false', fix: 'leave it out for true.' }, (value) => typeof value === 'boolean')
  isOpen?: boolean = true;
}

class ShopOptions extends SiteOptions {
  @Option({ expected: 'a currency', fix: 'leave it out for EUR.' }, (value) => value === 'EUR')
  currency?: string = 'EUR';
}

function read(given: unknown, path = 'site', Options = SiteOptions) {
  const problems: OptionProblem[] = [];
  return { options: readOptions(Options, given, path, problems), problems };
}

describe('readOptions', () => {
  it('returns an instance of the class with the given values, and no problems', () => {
    const { options, problems } = read({ count: 1, key: KEY, limit: 2, isOpen: false });
    expect(problems).toEqual([]);
    expect(options).toBeInstanceOf(SiteOptions);
    expect(options).toMatchObject({ count: 1, key: KEY, limit: 2, isOpen: false });
  });

  it.each([{ count: 1 }, { count: 1, isOpen: undefined, limit: undefined }])(
    'fills in the default of an option that is left out or undefined: %o',
    (given) => {
      const { options, problems } = read(given);
      expect(problems).toEqual([]);
      expect(options).toMatchObject({ isOpen: true, limit: undefined });
    },
  );

  it('reads each option once, also getters of a class, and ignores other getters', () => {
    const reads: string[] = [];
    class Config {
      get count() {
        reads.push('count');
        return reads.length;
      }
      get isOpen() {
        reads.push('isOpen');
        return false;
      }
      get environment() {
        reads.push('environment');
        return 'test';
      }
    }
    for (const config of [new Config(), new Proxy(new Config(), {})]) {
      reads.length = 0;
      const { options, problems } = read(config);
      expect(problems).toEqual([]);
      expect([options.count, options.count, options.isOpen]).toEqual([1, 1, false]);
      expect(reads).toEqual(['count', 'isOpen']);
    }
  });

  it('copies data, so that a later change has no effect, and keeps objects with functions', () => {
    class ListOptions {
      @Option({ expected: 'a list', fix: 'give one.' }, Array.isArray)
      list: unknown[] = [];

      @Option({ expected: 'a store', fix: 'give one.' }, (value) => typeof value === 'object')
      store: object = {};
    }
    const store = { get: () => 1 };
    const item = { login: 'a', nested: { deep: [1] } };
    const given = { list: [item], store };
    const { options } = read(given, 'site', ListOptions as never) as unknown as { options: ListOptions };
    item.login = 'b';
    item.nested.deep.push(2);
    given.list.push(item);
    expect(options.list).toEqual([{ login: 'a', nested: { deep: [1] } }]);
    expect(options.store).toBe(store);
  });

  it('reports every option that is wrong: its path, the expected and the given value, and the fix', () => {
    expect(read({ count: '1', key: 'hunter2', isOpen: 0 }).problems).toEqual([
      { path: 'site.count', message: 'expected a number but got "1". Fix: give one.' },
      { path: 'site.key', message: 'expected a key but got a string of 7 characters. Fix: copy it.' },
      { path: 'site.isOpen', message: 'expected true or false but got 0. Fix: leave it out for true.' },
    ]);
  });

  it('reports a required option that is missing', () => {
    expect(read({}, '').problems).toEqual([
      { path: 'count', message: 'expected a number but got undefined. Fix: give one.' },
    ]);
  });

  it('reports null as the value of an optional option', () => {
    expect(read({ count: 1, limit: null }).problems).toEqual([
      { path: 'site.limit', message: 'expected a number above count but got null. Fix: leave it out.' },
    ]);
  });

  it('reports an option once, even if it breaks two rules', () => {
    class Twice {
      @Option({ expected: 'a text', fix: 'give one.' }, (value) => typeof value === 'string')
      @Option({ expected: 'a short text', fix: 'shorten it.' }, (value) => String(value).length < 3)
      name!: string;
    }
    const problems: OptionProblem[] = [];
    readOptions(Twice, { name: 1000 }, '', problems);
    expect(problems).toHaveLength(1);
  });

  it('gives the other options to a rule', () => {
    expect(read({ count: 5, limit: 6 }).problems).toEqual([]);
    expect(read({ count: 5, limit: 4 }).problems).toEqual([expect.objectContaining({ path: 'site.limit' })]);
  });

  it.each([null, undefined, 'text', 5, []])('reports %o instead of an object of options', (given) => {
    expect(read(given).problems).toEqual([
      {
        path: 'site',
        message: expect.stringMatching(/^expected an object of options but got .+\. Fix: pass an object\.$/),
      },
    ]);
    expect(read(given, '').problems).toEqual([expect.objectContaining({ path: 'options' })]);
  });

  it.each(['colour', '__proto__', 'constructor', 'toString'])('reports %s as an unknown option', (name) => {
    const given: unknown = JSON.parse(`{ "count": 1, "${name}": { "polluted": true } }`);
    expect(read(given).problems).toEqual([
      { path: `site.${name}`, message: 'is not an option. Fix: check its spelling, or remove it.' },
    ]);
  });

  it('does not change the prototype of the options for an own property named __proto__', () => {
    const { options } = read(JSON.parse('{ "count": 1, "__proto__": { "polluted": true } }'));
    expect(Object.getPrototypeOf(options)).toBe(SiteOptions.prototype);
    expect(options).not.toHaveProperty('polluted');
  });

  it('reads each property once, so that the value that was checked is the value that is used', () => {
    let reads = 0;
    const given = {
      get count() {
        return ++reads === 1 ? 7 : 'not a number';
      },
    };
    const { options, problems } = read(given);
    expect(problems).toEqual([]);
    expect([options.count, options.count, reads]).toEqual([7, 7, 1]);
  });

  describe('a secret', () => {
    it.each([SiteOptions, ShopOptions])(
      'can be read but is not shown, also if it is inherited: %o',
      (Options) => {
        const { options } = read({ count: 1, key: KEY }, 'site', Options);
        expect(options.key).toBe(KEY);
        expect(Object.keys(options)).not.toContain('key');
        for (const shown of [inspect(options), JSON.stringify(options), inspect({ ...options })]) {
          expect(shown).toContain('count');
          expect(shown).not.toContain(KEY);
        }
      },
    );
  });
});

describe('isIntegerBetween', () => {
  const isValid = isIntegerBetween(1, 10);

  it.each([1, 5, 10])('accepts %d between 1 and 10', (value) => {
    expect(isValid(value)).toBe(true);
  });

  it.each([0, 11, 1.5, '5', 5n, Number.NaN, Infinity, null, undefined])('rejects %o', (value) => {
    expect(isValid(value)).toBe(false);
  });
});
