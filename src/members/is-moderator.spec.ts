import { describe, expect, it } from 'vitest';
import type { Member } from './member.entity.js';
import { isModerator } from './is-moderator.js';

describe('isModerator', () => {
  it.each<[Pick<Member, 'role' | 'moderation'>, boolean]>([
    [{ role: 'user', moderation: null }, false],
    [{ role: 'user', moderation: [] }, false],
    [{ role: 'user', moderation: ['ban'] }, true],
    [{ role: 'user', moderation: ['delete'] }, true],
    [{ role: 'admin', moderation: null }, true],
  ])('%j: %s', (member, expected) => {
    expect(isModerator(member)).toBe(expected);
  });
});
