import { describe, expect, it } from 'vitest';
import { UsageError } from '../doctor.errors.js';
import { readSiteAddress } from './site-address.js';

describe('readSiteAddress', () => {
  it.each(['https://site.example/api', 'https://site.example/api/', 'https://site.example/api//'])(
    'takes the base %s',
    (text) => {
      const { base, layouts } = readSiteAddress(text);
      expect(base).toBe('https://site.example/api');
      expect(layouts.map(({ prefix }) => prefix)).toEqual([
        'https://site.example/api/users/',
        'https://site.example/api/users?user_ids=',
        'https://site.example/api/users?ids=',
      ]);
    },
  );

  it.each(['users/', 'users?user_ids=', 'users?ids='])(
    'knows the base of a Users info URL with %s',
    (layout) => {
      const { base, layouts } = readSiteAddress(`https://site.example/api/${layout}`);
      expect(base).toBe('https://site.example/api');
      expect(layouts).toHaveLength(3);
      expect(layouts[0]).toEqual({ name: `${layout}1,2`, prefix: `https://site.example/api/${layout}` });
    },
  );

  it('takes a Users info URL of another form alone', () => {
    const prefix = 'https://site.example/chat.php?do=users&list=';
    expect(readSiteAddress(prefix)).toEqual({
      url: prefix,
      base: null,
      layouts: [{ name: 'the Users info URL', prefix }],
    });
  });

  it.each([
    ['', 'scheme'],
    ['site.example', 'scheme'],
    ['ftp://site.example', 'scheme'],
    ['https://a:hush@site.example', 'without a login'],
    ['https://site.example/?users', 'ends in users/ or in ='],
    ['https://site.example/#users', 'fragment'],
  ])('refuses %j', (text, words) => {
    expect(() => readSiteAddress(text)).toThrow(UsageError);
    expect(() => readSiteAddress(text)).toThrow(words);
    expect(() => readSiteAddress(text)).not.toThrow('hush');
  });
});
