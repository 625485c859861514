import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { ChatUser } from 'nestjs-chat-integration';
import { from, TypeOrmUserProvider } from 'nestjs-chat-integration/typeorm';
import { Repository } from 'typeorm';
import { DemoConfig } from '../config/demo-config.js';
import { Member } from '../members/member.entity.js';
import { MembersService } from '../members/members.service.js';

/** Provides the members of the site as users of the chats. */
@Injectable()
export class MembersUserProvider extends TypeOrmUserProvider<Member> {
  constructor(
    @InjectRepository(Member) repository: Repository<Member>,
    private readonly members: MembersService,
    { siteUrl }: DemoConfig,
  ) {
    super(repository, {
      columns: {
        id: 'id',
        name: 'name',
        avatarUrl: from(['avatarPath'], ({ avatarPath }) => avatarPath && siteUrl + avatarPath),
        profileUrl: from(['id'], ({ id }) => `${siteUrl}/members/${id}`),
        lastLoginAt: 'lastLoginAt',
        badge: 'badge',
        email: 'email',
        role: 'role',
        nameColor: 'nameColor',
        moderation: 'moderation',
      },
      searchBy: ['name'],
    });
  }

  override async authenticate(login: string, password: string): Promise<ChatUser | null> {
    const member = await this.members.authenticate(login, password);
    const [user] = member ? await this.findByIds([member.id]) : [];
    return user ?? null;
  }
}
