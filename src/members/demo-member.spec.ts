import { describe, expect, it } from 'vitest';
import { demoMember, hasAvatar } from './demo-member.js';

const MEMBERS = Array.from({ length: 1000 }, (_, index) => demoMember(index + 1));
const NAMES = MEMBERS.map(({ name }) => name);

describe('demoMember', () => {
  it('is deterministic', () => {
    expect(MEMBERS).toEqual(MEMBERS.map(({ id }) => demoMember(id)));
  });

  it('returns Ada, a moderator', () => {
    expect(demoMember(1)).toEqual({
      id: 1,
      login: 'ada',
      name: 'Ada Lovelace',
      email: 'ada@community.example',
      avatarPath: '/avatars/1.svg',
      lastLoginAt: new Date('2025-01-06T11:59:00Z'),
      badge: 'Founder',
      role: 'admin',
      nameColor: null,
      moderation: ['ban', 'delete'],
    });
  });

  it('returns Bob, who is not a moderator', () => {
    expect(demoMember(2)).toMatchObject({ login: 'bob', name: 'Bob Martin', role: 'user', moderation: null });
  });

  it('returns only one administrator', () => {
    expect(MEMBERS.filter(({ role, moderation }) => role === 'admin' || moderation)).toHaveLength(1);
  });

  it.each(['Latin', 'Cyrillic', 'Greek', 'Arabic', 'Hebrew', 'Han', 'Hiragana', 'Devanagari'])(
    'returns names in %s, not only for the first ids',
    (script) => {
      const written = NAMES.slice(30).filter((name) => new RegExp(`\\p{Script=${script}}`, 'u').test(name));
      expect(written.length).toBeGreaterThan(10);
    },
  );

  it.each([
    ['an apostrophe', /O'Connor/],
    ['script tags', /<\/script><script>/],
    ['a line separator', /\u2028/],
    ['quotes', /"/],
    ['a bidirectional override', /\u202E/],
    ['emoji', /\p{Extended_Pictographic}/u],
    ['a leading digit', /^\d/],
    ['a trailing "ban", which is also a right', /^Esteban$/],
    ['LIKE wildcards', /%.*_/],
  ])('returns a name with %s for one of the first 30 ids', (_, pattern) => {
    expect(NAMES.slice(0, 30).some((name) => pattern.test(name))).toBe(true);
  });

  it('returns unique logins and e-mail addresses, and names that fit into the column', () => {
    expect(new Set(MEMBERS.map(({ login }) => login)).size).toBe(1000);
    expect(new Set(MEMBERS.map(({ email }) => email)).size).toBe(1000);
    for (const { login, name } of [...MEMBERS, demoMember(1_000_000)]) {
      expect(login).toMatch(/^[a-z0-9]{3,40}$/);
      expect(name.trim()).not.toBe('');
      expect(name.length).toBeLessThanOrEqual(120);
    }
  });

  it('varies the names', () => {
    expect(new Set(NAMES).size).toBeGreaterThan(200);
  });

  it('sets avatar and last login for most members, and badge and colour for some', () => {
    const share = (property: keyof ReturnType<typeof demoMember>) =>
      MEMBERS.filter((member) => member[property] !== null).length / MEMBERS.length;
    expect(share('avatarPath')).toBeCloseTo(0.8);
    expect(share('lastLoginAt')).toBeGreaterThan(0.8);
    expect(share('lastLoginAt')).toBeLessThan(1);
    expect(share('badge')).toBeCloseTo(0.25, 1);
    expect(share('nameColor')).toBeCloseTo(1 / 3, 1);
  });

  it('returns last logins within eight months', () => {
    const months = MEMBERS.flatMap(({ lastLoginAt }) => lastLoginAt?.toISOString().slice(0, 7) ?? []);
    expect([...new Set(months)].toSorted()).toEqual(
      [1, 2, 3, 4, 5, 6, 7, 8].map((month) => `2025-0${month}`),
    );
  });

  it('agrees with hasAvatar', () => {
    for (const { id, avatarPath } of MEMBERS) expect(avatarPath !== null).toBe(hasAvatar(id));
  });
});
