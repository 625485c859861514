import { Injectable } from '@nestjs/common';
import { type ChatUser, UserProvider } from 'nestjs-chat-integration';
import { MembersService } from './members.service.js';

/** The host's provider, for pages that do not show one. */
@Injectable()
export class MembersUserProvider extends UserProvider {
  constructor(private readonly members: MembersService) {
    super();
  }

  async findByIds(ids: readonly number[]): Promise<ChatUser[]> {
    const members = await this.members.findByIds(ids);
    return members.map(({ id, nick, seenAt }) => ({ id, name: nick, lastLoginAt: seenAt }));
  }
}
