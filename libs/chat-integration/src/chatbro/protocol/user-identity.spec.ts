import { describe, expect, it } from 'vitest';
import { resolvedChatBro } from '../../../../../test/support/options.js';
import type { UserId } from '../../users/user-id.js';
import { userIdentity } from './user-identity.js';

const defaults = resolvedChatBro();

describe('userIdentity', () => {
  it('contains every field that ChatBro knows', () => {
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

  it('leaves out empty fields', () => {
    const bare = { siteUserExternalId: '1', siteUserFullName: 'Ada' };
    expect(userIdentity({ id: 1, name: 'Ada' }, defaults)).toStrictEqual(bare);
    const nothing = { avatarUrl: null, profileUrl: '', nameColor: null, moderation: null };
    expect(userIdentity({ id: 1, name: 'Ada', ...nothing }, defaults)).toStrictEqual(bare);
  });

  it('writes the id and the name with the functions of the options', () => {
    const options = { userId: (id: UserId) => `u${id}`, userName: (name: string) => name.toUpperCase() };
    expect(userIdentity({ id: 1, name: 'Ada' }, options)).toStrictEqual({
      siteUserExternalId: 'u1',
      siteUserFullName: 'ADA',
    });
  });
});
