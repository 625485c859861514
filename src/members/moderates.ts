import type { Member } from './member.entity.js';

/** Tells whether a member has a moderator's rights in one of the chats. */
export function moderates({ role, moderation }: Pick<Member, 'role' | 'moderation'>): boolean {
  return role === 'admin' || (moderation ?? []).length > 0;
}
