import { describe, expect, it } from 'vitest';
import { UsageError } from '../doctor.errors.js';
import { parseSiteAddress } from './site-address.js';

describe('parseSiteAddress', () => {
  it.each(['https://site.example/api', 'https://site.example/api/', 'https://site.example/api//'])(
    'parses the base URL %s',
    (text) => {
      const { base, layouts } = parseSiteAddress(text);
      expect(base).toBe('https://site.example/api');
      expect(layouts.map(({ prefix }) => prefix)).toEqual([
        'https://site.example/api/users/',
        'https://site.example/api/users?user_ids=',
        'https://site.example/api/users?ids=',
      ]);
    },
  );

  it.each(['users/', 'users?user_ids=', 'users?ids='])(
    'finds the base URL of a Users info URL with %s',
    (layout) => {
      const { base, layouts } = parseSiteAddress(`https://site.example/api/${layout}`);
      expect(base).toBe('https://site.example/api');
      expect(layouts).toHaveLength(3);
      expect(layouts[0]).toEqual({ name: `${layout}1,2`, prefix: `https://site.example/api/${layout}` });
    },
  );

  it('finds no base URL for a Users info URL in another layout', () => {
    const prefix = 'https://site.example/chat.php?do=users&list=';
    expect(parseSiteAddress(prefix)).toEqual({
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
    expect(() => parseSiteAddress(text)).toThrow(UsageError);
    expect(() => parseSiteAddress(text)).toThrow(words);
    expect(() => parseSiteAddress(text)).not.toThrow('hush');
  });
});
