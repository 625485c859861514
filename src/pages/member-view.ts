import type { Member } from '../members/member.entity.js';
import { moderates } from '../members/moderates.js';
import { initialOf } from './initial.js';

/** A member as the templates show them. */
export interface MemberView {
  readonly id: number;
  readonly login: string;
  readonly name: string;
  readonly avatarPath: string | null;
  /** Stands where there is no avatar. */
  readonly initial: string;
  readonly badge: string | null;
  readonly role: Member['role'];
  readonly moderation: string;
  readonly moderates: boolean;
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
    moderates: moderates(member),
    lastLogin: lastLoginAt && { iso: lastLoginAt.toISOString(), text: DAY.format(lastLoginAt) },
  };
}
