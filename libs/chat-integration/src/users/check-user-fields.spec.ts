import { afterEach, describe, expect, it } from 'vitest';
import { checkFields, userReader, type CheckedUser, type LeftOut } from './check-user-fields.js';
import type { ChatUser } from './chat-user.js';

const FULL: Required<ChatUser> = {
  id: 1,
  name: 'Ada',
  avatarUrl: '/1.png',
  profileUrl: '/1',
  lastLoginAt: new Date(0),
  badge: 'Analyst',
  email: 'ada@example.com',
  role: 'admin',
  nameColor: 'grey',
  moderation: ['ban'],
  permissions: { send_files: false },
  profiles: { work: { userId: 'P1', name: 'Countess', avatarUrl: '/2.png' } },
};
const OPTIONAL = Object.keys(FULL).filter((field) => field !== 'id' && field !== 'name');
const NOTHING = { id: 1, name: 'Ada', ...Object.fromEntries(OPTIONAL.map((field) => [field, null])) };

/** Returns the checked user and the names of the fields that were left out. */
function check(fields: object): [user: CheckedUser, left: string[]] {
  const left: LeftOut = [];
  return [checkFields(fields, 1, 'Ada', left), left];
}

/** Returns a user of a class whose getters return these fields, and counts how often each is read. */
function entityOf(fields: object): [entity: object, reads: Record<string, number>] {
  const reads: Record<string, number> = {};
  const prototype = {};
  for (const [field, value] of Object.entries(fields)) {
    const get = (): unknown => {
      reads[field] = (reads[field] ?? 0) + 1;
      return value;
    };
    Object.defineProperty(prototype, field, { get });
  }
  return [Object.create(prototype) as object, reads];
}

const throwing = (): never => {
  throw new Error('secret');
};

describe('checkFields', () => {
  it('copies every field, also from a class, and reads each once', () => {
    const [entity, reads] = entityOf(FULL);
    expect(check(entity)).toEqual([FULL, []]);
    expect(reads).toEqual(Object.fromEntries(OPTIONAL.map((field) => [field, 1])));
  });

  it('copies nested values, so that a later change has no effect', () => {
    const user = structuredClone(FULL);
    const [checked] = check(user);
    (user.moderation as string[]).push('delete');
    user.permissions!.send_geo = true;
    (user.profiles as Record<string, unknown>)['x'] = { userId: 'x', name: 'x' };
    user.lastLoginAt!.setTime(5);
    expect(checked).toEqual(FULL);
  });

  it('returns null for fields that the user does not have', () => {
    const empty = Object.fromEntries(OPTIONAL.map((field) => [field, undefined]));
    for (const fields of [{}, empty, NOTHING, { avatarUrl: '', badge: '', role: '' }]) {
      expect(check(fields)).toEqual([NOTHING, []]);
    }
  });

  it.each<[field: string, ...values: unknown[]]>([
    ['avatarUrl', 5, {}, 'x'.repeat(2_049), 'x'.repeat(5_000_000)],
    ['profileUrl', true, 'x'.repeat(2_049)],
    ['lastLoginAt', '2026-01-02', 1_767_323_045, new Date(Number.NaN)],
    ['badge', [], 'x'.repeat(256)],
    ['email', 5, 'x'.repeat(321)],
    ['role', 'owner', true, ['admin']],
    ['nameColor', 5, 'x'.repeat(65)],
    ['moderation', 'ban', {}, 5],
    ['permissions', 'all', true],
    ['profiles', 'P1', 5],
  ])('leaves out an unusable %s', (field, ...values) => {
    for (const value of values) {
      expect(check({ ...FULL, [field]: value })).toEqual([{ ...FULL, [field]: null }, [field]]);
    }
  });

  it.each<[field: keyof ChatUser, length: number]>([
    ['avatarUrl', 2_048],
    ['profileUrl', 2_048],
    ['badge', 255],
    ['email', 320],
    ['nameColor', 64],
  ])('keeps %s of %i characters', (field, length) => {
    expect(check({ [field]: 'x'.repeat(length) })[0][field]).toHaveLength(length);
  });

  it.each(['admin', 'user'])('keeps the role %s', (role) => {
    expect(check({ role })).toEqual([{ ...NOTHING, role }, []]);
  });

  it.each(OPTIONAL)('leaves out only %s if it cannot be read', (field) => {
    const user = Object.defineProperty({ ...FULL }, field, { get: throwing });
    expect(check(user)).toEqual([{ ...FULL, [field]: null }, [field]]);
  });

  it.each(['moderation', 'permissions', 'profiles'])(
    'leaves out only %s if its values cannot be read',
    (field) => {
      const target = field === 'moderation' ? [] : {};
      const value = new Proxy(target, { get: throwing, ownKeys: throwing, has: throwing });
      expect(check({ ...FULL, [field]: value })).toEqual([{ ...FULL, [field]: null }, [field]]);
    },
  );

  it('keeps only known rights of a moderator, each once, in their order', () => {
    expect(check({ moderation: ['delete', 'kick', 'ban'] })).toEqual([
      { ...NOTHING, moderation: ['ban', 'delete'] },
      ['moderation'],
    ]);
  });

  it('keeps only known permissions that are booleans', () => {
    const permissions = { send_files: true, audio_calls: 'yes', password_hash: 'x', available_chat: false };
    expect(check({ permissions })[0].permissions).toEqual({ send_files: true, available_chat: false });
  });

  it('keeps only usable personas, and at most a hundred', () => {
    const persona = { userId: 'P1', name: 'Countess' };
    const longest = 'y'.repeat(255);
    const profiles = {
      [longest]: { userId: longest, name: 'Countess' },
      callable: Object.assign(() => undefined, { userId: 'P1' }),
      text: 'P1',
      none: null,
      noName: { userId: 'P1' },
      long: { userId: 'x'.repeat(256), name: 'x' },
      ['x'.repeat(256)]: persona,
      picture: { ...persona, avatarUrl: 'x'.repeat(2_049) },
    };
    expect(check({ profiles })).toEqual([
      {
        ...NOTHING,
        profiles: {
          [longest]: { userId: longest, name: 'Countess', avatarUrl: null },
          picture: { ...persona, avatarUrl: null },
        },
      },
      ['profiles'],
    ]);
    const many = Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`p${index}`, persona]));
    const [user, left] = check({ profiles: many });
    expect(Object.keys(user.profiles!)).toHaveLength(100);
    expect(left).toEqual(['profiles']);
  });
});

describe('a polluted Object.prototype', () => {
  const prototype = Object.prototype as unknown as Record<string, unknown>;
  const polluted = { ...FULL, moderation: ['ban', 'delete'], role: 'admin' } as Record<string, unknown>;
  const pollute = (name: string, value: unknown): void => {
    Object.defineProperty(prototype, name, { value, configurable: true, writable: true });
  };
  const names = [...Object.keys(FULL), 'send_files', 'userId'];
  afterEach(() => {
    for (const name of names) delete prototype[name];
  });

  it.each(Object.keys(FULL))('gives nobody the field %s', (field) => {
    pollute(field, polluted[field]);
    expect(userReader()({})).toHaveProperty(field, undefined);
    expect(checkFields(userReader()({}), 1, 'Ada', [])).toEqual(NOTHING);
  });

  it.each(Object.keys(FULL))('does not hide the field %s of a user or of its class', (field) => {
    pollute(field, polluted[field]);
    const [entity] = entityOf(FULL);
    for (const user of [FULL, entity]) {
      const read = userReader()(user);
      expect(checkFields(read, read.id!, read.name!, [])).toEqual(FULL);
    }
  });

  it('gives nobody permissions or the id of a persona', () => {
    pollute('send_files', true);
    pollute('userId', 'P1');
    const [{ permissions, profiles }] = check({ permissions: {}, profiles: { a: { name: 'Ada' } } });
    expect([permissions, profiles]).toEqual([{}, {}]);
  });
});
