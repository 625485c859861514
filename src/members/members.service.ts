import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull, Not, Repository } from 'typeorm';
import { Member } from './member.entity.js';
import { moderates } from './moderates.js';
import { hashPassword, verifyPassword } from './password.js';

/** One page of the directory. */
export interface MembersPage {
  readonly members: readonly Member[];
  readonly page: number;
  readonly lastPage: number;
  readonly total: number;
}

const MEMBERS_PER_PAGE = 24;
// What is no login is nobody's: the database is not asked, and none has to agree on letter case, accents
// or a NUL character.
const LOGIN = /^[a-z0-9][a-z0-9._-]{0,39}$/;

/** Who the members are and whether a password is theirs. */
@Injectable()
export class MembersService {
  private readonly nobodysHash = hashPassword(randomUUID());

  constructor(@InjectRepository(Member) private readonly members: Repository<Member>) {}

  findById(id: number): Promise<Member | null> {
    return this.members.findOneBy({ id });
  }

  /** The members who have a moderator's rights in one of the chats. */
  async findModerators(): Promise<Member[]> {
    const members = await this.members.find({
      where: [{ role: 'admin' }, { moderation: Not(IsNull()) }],
      order: { id: 'ASC' },
    });
    return members.filter(moderates);
  }

  /** Reads a page of the directory; one past the end has no members. */
  async findPage(page: number): Promise<MembersPage> {
    const [members, total] = await this.members.findAndCount({
      order: { id: 'ASC' },
      skip: (page - 1) * MEMBERS_PER_PAGE,
      take: MEMBERS_PER_PAGE,
    });
    return { members, page, lastPage: Math.max(1, Math.ceil(total / MEMBERS_PER_PAGE)), total };
  }

  /** The member with this login and password, or `null`; takes as long for an unknown login. */
  async authenticate(login: string, password: string): Promise<Member | null> {
    const found = await this.findPassword(login.trim().toLowerCase());
    const matches = await verifyPassword(found?.passwordHash ?? (await this.nobodysHash), password);
    return found && matches ? this.findById(found.id) : null;
  }

  /** Notes that a member has logged in just now. */
  async recordLogin(id: number): Promise<void> {
    await this.members.update(id, { lastLoginAt: new Date() });
  }

  private async findPassword(login: string): Promise<Pick<Member, 'id' | 'passwordHash'> | null> {
    if (!LOGIN.test(login)) return null;
    return this.members.findOne({ select: { id: true, passwordHash: true }, where: { login } });
  }
}
