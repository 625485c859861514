import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull, Not, Repository } from 'typeorm';
import { Member } from './member.entity.js';
import { isModerator } from './is-moderator.js';
import { hashPassword, verifyPassword } from './password.js';

/** A page of the member directory. */
export interface MembersPage {
  readonly members: readonly Member[];
  readonly page: number;
  readonly lastPage: number;
  readonly total: number;
}

const MEMBERS_PER_PAGE = 24;
// Invalid logins are not looked up, because databases treat case, accents and NUL characters differently.
const LOGIN = /^[a-z0-9][a-z0-9._-]{0,39}$/;

/** Finds and authenticates members. */
@Injectable()
export class MembersService {
  private readonly dummyHash = hashPassword(randomUUID());

  constructor(@InjectRepository(Member) private readonly members: Repository<Member>) {}

  findById(id: number): Promise<Member | null> {
    return this.members.findOneBy({ id });
  }

  /** Returns the members with moderation rights in at least one chat. */
  async findModerators(): Promise<Member[]> {
    const members = await this.members.find({
      where: [{ role: 'admin' }, { moderation: Not(IsNull()) }],
      order: { id: 'ASC' },
    });
    return members.filter(isModerator);
  }

  /** Returns a page of the directory, without members if it is past the last page. */
  async findPage(page: number): Promise<MembersPage> {
    const [members, total] = await this.members.findAndCount({
      order: { id: 'ASC' },
      skip: (page - 1) * MEMBERS_PER_PAGE,
      take: MEMBERS_PER_PAGE,
    });
    return { members, page, lastPage: Math.max(1, Math.ceil(total / MEMBERS_PER_PAGE)), total };
  }

  /** Returns the member with this login and password, or `null`. An unknown login takes the same time. */
  async authenticate(login: string, password: string): Promise<Member | null> {
    const found = await this.findPassword(login.trim().toLowerCase());
    const matches = await verifyPassword(found?.passwordHash ?? (await this.dummyHash), password);
    return found && matches ? this.findById(found.id) : null;
  }

  /** Sets the last login of a member to the current time. */
  async recordLogin(id: number): Promise<void> {
    await this.members.update(id, { lastLoginAt: new Date() });
  }

  private async findPassword(login: string): Promise<Pick<Member, 'id' | 'passwordHash'> | null> {
    if (!LOGIN.test(login)) return null;
    return this.members.findOne({ select: { id: true, passwordHash: true }, where: { login } });
  }
}
