import { describe, expect, it } from 'vitest';
import { checkUsers as check, MAX_NAME_LENGTH } from './checked-users.js';

const checkUsers = (returned: readonly unknown[], asked?: ReadonlySet<number>) => check(returned, 100, asked);

const ada = { id: 1, name: 'Ada' };
const bob = { id: 2, name: 'Bob' };

describe('checkUsers', () => {
  it('keeps valid users in their order', () => {
    const { users, dropped, reasons } = checkUsers([bob, ada]);
    expect([...users.values()]).toEqual([bob, ada]);
    expect(dropped).toBe(0);
    expect(reasons).toEqual([]);
  });

  it('reads each field of the host once, on a prototype too', () => {
    let reads = 0;
    class Member {
      id = 1;
      get name() {
        return `Name ${++reads}`;
      }
    }
    const { users } = checkUsers([new Member()]);
    expect([users.get(1)!.name, users.get(1)!.name]).toEqual(['Name 1', 'Name 1']);
  });

  it('keeps no more than the limit, and looks no further', () => {
    const unread = {
      get id(): number {
        throw new Error('read');
      },
    };
    expect(check([ada, bob, unread], 2)).toMatchObject({ dropped: 0, users: { size: 2 } });
  });

  it('drops a million strangers without keeping a word of each', () => {
    const strangers = Array.from({ length: 1_000_000 }, (_, index) => ({ id: index + 10, name: 'x' }));
    const { users, dropped, reasons } = checkUsers([...strangers, ada], new Set([1]));
    expect([...users.keys()]).toEqual([1]);
    expect(dropped).toBe(1_000_000);
    expect(reasons).toHaveLength(5);
  });

  it.each([
    ['no user', null, 'null in the place of a user'],
    ['a text for a user', 'Ada', 'a value of type string in the place of a user'],
    ['a user without an id', {}, 'a user whose id is undefined'],
    [
      'a getter that throws',
      {
        id: 1,
        get name() {
          throw new Error('secret');
        },
      },
      'a user whose fields cannot be read',
    ],
    ['a name of a megabyte', { id: 1, name: 'x'.repeat(1_000_000) }, `longer than ${MAX_NAME_LENGTH}`],
    ['an id that is text', { id: '1', name: 'Ada' }, 'a user whose id is string'],
    ['an id that is a bigint', { id: 1n, name: 'Ada' }, 'a user whose id is bigint'],
    ['an id of ten digits', { id: 1_000_000_000, name: 'Ada' }, 'a user whose id is number'],
    ['a blank name', { id: 1, name: ' \t' }, 'user 1, who has no name'],
    ['a missing name', { id: 1 }, 'user 1, who has no name'],
  ])('drops %s', (_, user, reason) => {
    const { users, reasons } = checkUsers([user, bob]);
    expect([...users.keys()]).toEqual([2]);
    expect(reasons).toEqual([expect.stringContaining(reason)]);
  });

  it('keeps the first of two users with one id', () => {
    const { users, reasons } = checkUsers([ada, { id: 1, name: 'Eve' }]);
    expect(users.get(1)).toEqual(ada);
    expect(reasons).toEqual(['user 1, who was returned before']);
  });

  it('drops a user who was not asked for', () => {
    const { users, reasons } = checkUsers([ada, bob], new Set([2]));
    expect([...users.keys()]).toEqual([2]);
    expect(reasons).toEqual(['user 1, who was not asked for']);
  });

  it('gives no name away in its reasons', () => {
    const { reasons } = checkUsers([ada, ada, { id: 0, name: 'Ada' }], new Set([1, 2]));
    expect(reasons).toHaveLength(2);
    expect(reasons.join()).not.toContain('Ada');
  });
});
