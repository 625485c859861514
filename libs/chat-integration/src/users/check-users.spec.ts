import { describe, expect, it } from 'vitest';
import { MAX_NAME_LENGTH } from './check-user-fields.js';
import { checkUsers } from './check-users.js';
import type { UserId } from './user-id.js';

const ada = { id: 1, name: 'Ada' };
const bob = { id: 2, name: 'Bob' };

const asking = (...ids: UserId[]) => ({
  asked: new Map(ids.map((id, index) => [String(id), index])),
  limit: ids.length,
});
const nameOf = ({ name }: { name: string }): string => name;
const checkNames = (
  returned: readonly unknown[],
  expected: Parameters<typeof checkUsers>[2] = { limit: 100 },
) => checkUsers(returned, nameOf, expected);

describe('checkUsers', () => {
  it('keeps valid users in their order', () => {
    expect(checkNames([bob, ada])).toEqual({ users: ['Bob', 'Ada'], dropped: 0, reasons: [] });
  });

  it.each<[string, UserId]>([
    ['an integer', 0],
    ['a UUID', '6f1c1f0e-2f7e-4d53-9b0e-2f8c7d0d9a11'],
    ['twenty digits', '12345678901234567890'],
  ])('keeps a user whose id is %s', (_, id) => {
    expect(checkNames([{ id, name: 'Ada' }], asking(id)).users).toEqual(['Ada']);
  });

  it('aligns the users with the ids that were asked for', () => {
    expect(checkNames([bob, ada], asking(1, 3, 2)).users).toEqual(['Ada', undefined, 'Bob']);
  });

  it('compares ids by their text', () => {
    const returned = [
      { id: '1', name: 'Ada' },
      { id: 2, name: 'Bob' },
    ];
    expect(checkNames(returned, asking(1, '2')).users).toEqual(['Ada', 'Bob']);
    expect(checkNames([{ id: '01', name: 'Eve' }], asking(1))).toMatchObject({
      users: [undefined],
      dropped: 1,
    });
  });

  it('passes a copy of the user and the position to the function', () => {
    const calls: unknown[] = [];
    checkUsers([bob, ada], (...given) => calls.push(given), asking(1, 2));
    expect(calls).toEqual([
      [expect.objectContaining(bob), 1],
      [expect.objectContaining(ada), 0],
    ]);
  });

  it('keeps no more users than the limit, and reads no further user', () => {
    const unread = {
      get id(): number {
        throw new Error('read');
      },
    };
    expect(checkNames([ada, bob, unread], { limit: 2 })).toEqual({
      users: ['Ada', 'Bob'],
      dropped: 0,
      reasons: [],
    });
  });

  it('keeps only the first reasons when it drops many users', () => {
    const strangers = Array.from({ length: 100_000 }, (_, index) => ({ id: index + 10, name: 'x' }));
    const { users, dropped, reasons } = checkNames([...strangers, ada], asking(1));
    expect(users).toEqual(['Ada']);
    expect(dropped).toBe(100_000);
    expect(reasons).toHaveLength(5);
  });

  it.each([
    ['null', null, 'null instead of a user'],
    ['text', 'Ada', '"Ada" instead of a user'],
    ['a user without an id', { name: 'Ada' }, 'a user whose id is undefined'],
    ['a user whose id is a bigint', { id: 1n, name: 'Ada' }, 'a user whose id is 1n'],
    ['a user whose id is a fraction', { id: 1.5, name: 'Ada' }, 'a user whose id is 1.5'],
    ['a user whose id has a space', { id: '1 ', name: 'Ada' }, 'a user whose id is "1 "'],
    ['a user without a name', { id: 1 }, 'user 1, who has no name'],
    ['a user whose name is a number', { id: 1, name: 5 }, 'user 1, who has no name'],
    ['a user whose name is only spaces', { id: 1, name: ' \t' }, 'user 1, who has no name'],
    [
      'a user whose name is too long',
      { id: 1, name: 'x'.repeat(MAX_NAME_LENGTH + 1) },
      'user 1, whose name is longer than 1000 characters',
    ],
    [
      'a user whose getter throws',
      {
        id: 1,
        get name() {
          throw new Error('secret');
        },
      },
      'a user whose fields cannot be read',
    ],
  ])('drops %s and keeps the others', (_, user, reason) => {
    expect(checkNames([user, bob])).toEqual({ users: ['Bob'], dropped: 1, reasons: [reason] });
  });

  it('describes the id of a user who was not requested on one line', () => {
    const ids = ['eve', 'x\nERROR forged line', 'x'.repeat(1_000_000)];
    const { reasons } = checkNames(
      ids.map((id) => ({ id, name: 'Eve' })),
      asking(1),
    );
    expect(reasons).toEqual([
      'user "eve", who was not requested',
      String.raw`user "x\nERROR forged line", who was not requested`,
      expect.stringMatching(/^user "x{60}…", who was not requested$/),
    ]);
  });

  it.each([1n, { toString: () => '1' }, true])(
    'drops a user whose id is %o although its text was asked for',
    (id) => {
      expect(checkNames([{ id, name: 'Eve' }], asking(1, 'true'))).toMatchObject({
        users: [undefined, undefined],
        reasons: [expect.stringMatching(/^a user whose id is /)],
      });
    },
  );

  it('keeps a name of the maximum length', () => {
    const name = 'x'.repeat(MAX_NAME_LENGTH);
    expect(checkNames([{ id: 1, name }]).users).toEqual([name]);
  });

  it('drops a user for whom the function throws', () => {
    const throwForAda = ({ name }: { name: string }): string => {
      if (name === 'Ada') throw new Error('secret');
      return name;
    };
    expect(checkUsers([ada, bob], throwForAda, asking(1, 2))).toEqual({
      users: [undefined, 'Bob'],
      dropped: 1,
      reasons: ['a user whose fields cannot be read'],
    });
  });

  it('keeps the first of two users with the same id', () => {
    expect(checkNames([ada, { id: '1', name: 'Eve' }])).toEqual({
      users: ['Ada'],
      dropped: 1,
      reasons: ['user 1, who was returned before'],
    });
  });

  it('drops a user who was not requested', () => {
    expect(checkNames([ada, bob], asking(2))).toEqual({
      users: ['Bob'],
      dropped: 1,
      reasons: ['user 1, who was not requested'],
    });
  });

  it('includes no names in the reasons', () => {
    const { reasons } = checkNames(
      [ada, ada, { id: 1.5, name: 'Ada' }, { id: 3, name: 'Ada' }],
      asking(1, 2),
    );
    expect(reasons).toHaveLength(3);
    expect(reasons.join()).not.toContain('Ada');
  });

  it('keeps a user without the fields that are unusable or cannot be read, and names these fields', () => {
    const user = {
      ...ada,
      badge: 5,
      get avatarUrl() {
        throw new Error('secret');
      },
    };
    expect(checkUsers([user, bob], (checked) => checked, { limit: 2 })).toEqual({
      users: [
        expect.objectContaining({ ...ada, avatarUrl: null, badge: null }),
        expect.objectContaining(bob),
      ],
      dropped: 2,
      reasons: ['avatarUrl of user 1', 'badge of user 1'],
    });
  });
});
