import { describe, expect, it } from 'vitest';
import { resolvedChatBro } from '../../../../test/support/options.js';
import { userIdentity } from './user-identity.js';

const defaults = resolvedChatBro();

describe('userIdentity', () => {
  it('gives every field of a user that ChatBro knows', () => {
    const user = {
      id: 42,
      name: 'Ada',
      avatarUrl: '/42.png',
      profileUrl: '/42',
      nameColor: 'grey',
      moderation: ['ban'] as const,
      email: 'ada@example.com',
      badge: 'Analyst',
    };
    expect(userIdentity(user, defaults)).toStrictEqual({
      siteUserExternalId: '042',
      siteUserFullName: 'Ada',
      siteUserAvatarUrl: '/42.png',
      siteUserProfileUrl: '/42',
      siteUserFullNameColor: 'grey',
      permissions: ['ban'],
    });
  });

  it('leaves out what holds nothing', () => {
    const bare = { siteUserExternalId: '1', siteUserFullName: 'Ada' };
    expect(userIdentity({ id: 1, name: 'Ada' }, defaults)).toStrictEqual(bare);
    const nothing = { avatarUrl: null, profileUrl: '', nameColor: null, moderation: null };
    expect(userIdentity({ id: 1, name: 'Ada', ...nothing }, defaults)).toStrictEqual(bare);
  });

  it('writes id and name as the options say', () => {
    const options = resolvedChatBro({ userId: (id) => `u${id}`, userName: (name) => name.toUpperCase() });
    expect(userIdentity({ id: 1, name: 'Ada' }, options)).toStrictEqual({
      siteUserExternalId: 'u1',
      siteUserFullName: 'ADA',
    });
  });
});
