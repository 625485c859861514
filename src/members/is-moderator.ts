import type { Member } from './member.entity.js';

/** Returns whether a member has moderation rights in at least one chat. */
export function isModerator({ role, moderation }: Pick<Member, 'role' | 'moderation'>): boolean {
  return role === 'admin' || (moderation ?? []).length > 0;
}
