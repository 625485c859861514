import { describe, expect, it } from 'vitest';
import { checkFields } from '../../users/check-user-fields.js';
import type { ChatUser } from '../../users/chat-user.js';
import type { UserId } from '../../users/user-id.js';
import { usersInfoRecord, type UsersInfoRecord } from './users-info-record.js';

const ada = { id: 1, name: 'Ada' };

/** The record as the chat server receives it. */
const sent = (user: ChatUser<UserId>, includeEmail: boolean): UsersInfoRecord =>
  JSON.parse(
    JSON.stringify(usersInfoRecord(checkFields(user, user.id, user.name, []), 1, includeEmail)),
  ) as UsersInfoRecord;
const recordOf = (fields: object) => sent({ ...ada, ...fields }, true);

describe('usersInfoRecord', () => {
  it('contains every field of a user under its name in the protocol', () => {
    const user: ChatUser = {
      ...ada,
      avatarUrl: 'https://example.com/1.png',
      profileUrl: 'https://example.com/1',
      lastLoginAt: new Date('2026-01-02T03:04:05.999Z'),
      badge: 'Analyst',
      email: 'ada@example.com',
      role: 'admin',
      permissions: { send_files: false },
      profiles: { work: { userId: 'P11-A', name: 'Countess', avatarUrl: 'https://example.com/2.png' } },
      nameColor: 'grey',
      moderation: ['ban'],
    };
    expect(sent(user, true)).toStrictEqual({
      user_id: 1,
      name: 'Ada',
      avatar_url: 'https://example.com/1.png',
      profile_url: 'https://example.com/1',
      lastlogin: 1_767_323_045,
      badge: 'Analyst',
      user_mail: 'ada@example.com',
      chat_role: 'admin',
      permissions: { send_files: false },
      profiles: {
        work: { user_id: 'P11-A', avatar_url: 'https://example.com/2.png', name: 'Countess' },
      },
    });
  });

  it('contains the number, the name and no picture for a user without other fields', () => {
    const bare = { user_id: 1, name: 'Ada', avatar_url: false };
    expect(sent(ada, true)).toStrictEqual(bare);
    const nothing = { avatarUrl: null, profileUrl: null, lastLoginAt: null, badge: null, email: null };
    expect(recordOf({ ...nothing, role: null, permissions: null, profiles: null })).toStrictEqual(bare);
  });

  it('contains the given number, not the id of the user', () => {
    const user: ChatUser<UserId> = { id: '6f1c1f0e-2f7e-4d53-9b0e-2f8c7d0d9a11', name: 'Ada' };
    expect(usersInfoRecord(user, 7, false)).toMatchObject({ user_id: 7, name: 'Ada' });
  });

  it.each(['https://example.com/7', '//example.com/7', '/members/7'])(
    'contains the profile URL %j',
    (profileUrl) => {
      expect(recordOf({ profileUrl }).profile_url).toBe(profileUrl);
    },
  );

  it('contains only the permissions of the protocol', () => {
    const permissions = { send_files: true, audio_calls: 'yes', password_hash: 'x', available_chat: false };
    expect(recordOf({ permissions }).permissions).toStrictEqual({ send_files: true, available_chat: false });
  });

  it('leaves out profiles without an id or a name', () => {
    const profiles = { a: null, b: { userId: 'b' }, c: { name: 'C' }, d: { userId: 'd', name: 'D' } };
    expect(Object.keys(recordOf({ profiles }).profiles!)).toEqual(['d']);
  });

  it('contains the e-mail address only if it is included', () => {
    expect(sent({ ...ada, email: 'ada@example.com' }, false)).not.toHaveProperty('user_mail');
  });

  it.each([
    ['profileUrl', ['', 5, 'javascript:alert(1)', 'members/7', '/a b', '/"><script>'], 'profile_url'],
    ['badge', ['', 5], 'badge'],
    ['email', ['', 5], 'user_mail'],
    ['role', ['', 'owner', true], 'chat_role'],
    ['lastLoginAt', [new Date('never'), '2026-01-02', 1_767_323_045], 'lastlogin'],
  ])('leaves out %s if its value is unusable', (field, values, member) => {
    for (const value of values) expect(recordOf({ [field]: value })).not.toHaveProperty(member);
  });

  it.each([
    '',
    '/avatars/1.png',
    '//example.com/1.png',
    'avatars/1.png',
    'javascript:alert(1)',
    'data:image/png,x',
    'https://',
    'https://example.com/"><script>',
    'https://example.com/a b',
    'ftp://example.com/1.png',
  ])('has no picture if the URL of it is not absolute: %j', (avatarUrl) => {
    expect(recordOf({ avatarUrl }).avatar_url).toBe(false);
    expect(recordOf({ profiles: { a: { userId: 'a', name: 'A', avatarUrl } } }).profiles).toStrictEqual({
      a: { user_id: 'a', name: 'A', avatar_url: false },
    });
  });

  it.each(['http://localhost:3000/1.png', 'HTTPS://example.com/ü.png?a=b&c=d'])(
    'contains the URL of the picture %j',
    (url) => {
      expect(recordOf({ avatarUrl: url }).avatar_url).toBe(url);
    },
  );
});
