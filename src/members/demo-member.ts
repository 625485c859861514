import { AWKWARD_NAMES, NAME_PARTS } from './demo-names.js';
import type { Member } from './member.entity.js';

/** A generated member without the password hash. All demo members share one password. */
export type DemoMember = Omit<Member, 'passwordHash'>;

/** The password of every demo member. */
export const DEMO_PASSWORD = 'demo';

/** Returns the demo member with an id. The result is deterministic. */
export function demoMember(id: number): DemoMember {
  const named = NAMED_MEMBERS[id];
  const login = named?.login ?? `member${id}`;
  return {
    id,
    login,
    name: named?.name ?? AWKWARD_NAMES[id - 3] ?? ordinaryName(id),
    email: `${login}@community.example`,
    avatarPath: hasAvatar(id) ? `/avatars/${id}.svg` : null,
    lastLoginAt: id % 7 === 0 ? null : lastLoginAt(id),
    badge: id % 4 === 0 ? pick(BADGES, id / 4) : null,
    role: 'user',
    nameColor: id % 3 === 0 ? pick(NAME_COLORS, id / 3) : null,
    moderation: null,
    ...named,
  };
}

/** Returns whether the member with an id has an avatar. */
export function hasAvatar(id: number): boolean {
  return id % 5 !== 0;
}

const NAMED_MEMBERS: Readonly<Record<number, Partial<DemoMember>>> = {
  1: { login: 'ada', name: 'Ada Lovelace', badge: 'Founder', role: 'admin', moderation: ['ban', 'delete'] },
  2: { login: 'bob', name: 'Bob Martin' },
};

const BADGES = ['Top contributor', 'Translator', 'Newcomer', 'Sponsor', 'Bug hunter'];
const NAME_COLORS = ['#c2410c', '#0f766e', '#1d4ed8', '#a21caf', '#4d7c0f'];

const FIRST_LOGIN = Date.UTC(2025, 0, 1);
const LOGIN_SPAN_MINUTES = 240 * 24 * 60;

function lastLoginAt(id: number): Date {
  // Multiplying by a prime distributes consecutive ids over the whole period.
  return new Date(FIRST_LOGIN + ((id * 7919) % LOGIN_SPAN_MINUTES) * 60_000);
}

function ordinaryName(id: number): string {
  const parts = pick(NAME_PARTS, id);
  const turn = Math.floor(id / NAME_PARTS.length);
  const round = Math.floor(turn / parts.given.length);
  const given = pick(parts.given, turn);
  // Shifting the family names by one in each round produces all combinations of given and family names.
  const family = pick(parts.family, round + (turn % parts.given.length));
  return 'familyFirst' in parts ? family + given : `${given} ${family}`;
}

function pick<T>(list: readonly T[], index: number): T {
  return list[index % list.length] as T;
}
