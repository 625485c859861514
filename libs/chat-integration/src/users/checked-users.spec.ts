import { describe, expect, it } from 'vitest';
import type { ChatUser } from './chat-user.js';
import { checkUsers } from './checked-users.js';

const ada = { id: 1, name: 'Ada' };
const bob = { id: 2, name: 'Bob' };

describe('checkUsers', () => {
  it('keeps valid users as they are', () => {
    const { users, dropped } = checkUsers([bob, ada]);
    expect([...users.values()]).toEqual([bob, ada]);
    expect(users.get(1)).toBe(ada);
    expect(dropped).toEqual([]);
  });

  it.each([
    ['no user', null, 'a user whose id is undefined'],
    ['a text for a user', 'Ada', 'a user whose id is undefined'],
    ['an id that is text', { id: '1', name: 'Ada' }, 'a user whose id is string'],
    ['an id that is a bigint', { id: 1n, name: 'Ada' }, 'a user whose id is bigint'],
    ['an id of ten digits', { id: 1_000_000_000, name: 'Ada' }, 'a user whose id is number'],
    ['a blank name', { id: 1, name: ' \t' }, 'user 1, who has no name'],
    ['a missing name', { id: 1 }, 'user 1, who has no name'],
  ])('drops %s', (_, user, reason) => {
    const { users, dropped } = checkUsers([user as ChatUser, bob]);
    expect([...users.keys()]).toEqual([2]);
    expect(dropped).toEqual([expect.stringContaining(reason)]);
  });

  it('keeps the first of two users with one id', () => {
    const { users, dropped } = checkUsers([ada, { id: 1, name: 'Eve' }]);
    expect(users.get(1)).toBe(ada);
    expect(dropped).toEqual(['user 1, who was returned before']);
  });

  it('drops a user who was not asked for', () => {
    const { users, dropped } = checkUsers([ada, bob], new Set([2]));
    expect([...users.keys()]).toEqual([2]);
    expect(dropped).toEqual(['user 1, who was not asked for']);
  });

  it('gives no name away in its reasons', () => {
    const { dropped } = checkUsers([ada, ada, { id: 0, name: 'Ada' }], new Set([1]));
    expect(dropped).toHaveLength(2);
    expect(dropped.join()).not.toContain('Ada');
  });
});
