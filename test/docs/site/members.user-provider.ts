import { Injectable } from '@nestjs/common';
import { type ChatUser, UserProvider, type UserId } from 'nestjs-chat-integration';
import { MembersService } from './members.service.js';

/** Stands for the provider that the host has written, where a page is about something else. */
@Injectable()
export class MembersUserProvider extends UserProvider {
  constructor(private readonly members: MembersService) {
    super();
  }

  async findByIds(ids: readonly UserId[]): Promise<ChatUser[]> {
    const members = await this.members.findByIds(ids);
    return members.map(({ id, nick, seenAt }) => ({ id, name: nick, lastLoginAt: seenAt }));
  }
}
