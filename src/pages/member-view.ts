import type { Member } from '../members/member.entity.js';
import { isModerator } from '../members/is-moderator.js';
import { initialOf } from './initial.js';

/** The properties of a member for the templates. */
export interface MemberView {
  readonly id: number;
  readonly login: string;
  readonly name: string;
  readonly avatarPath: string | null;
  /** Replaces a missing avatar. */
  readonly initial: string;
  readonly badge: string | null;
  readonly role: Member['role'];
  readonly moderation: string;
  readonly isModerator: boolean;
  readonly lastLogin: { readonly iso: string; readonly text: string } | null;
}

const DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });

export function memberView(member: Member): MemberView {
  const { id, login, name, avatarPath, badge, role, lastLoginAt } = member;
  return {
    id,
    login,
    name,
    avatarPath,
    initial: initialOf(name),
    badge,
    role,
    moderation: (member.moderation ?? []).join(', '),
    isModerator: isModerator(member),
    lastLogin: lastLoginAt && { iso: lastLoginAt.toISOString(), text: DAY.format(lastLoginAt) },
  };
}
