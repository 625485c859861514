import type { INestApplicationContext } from '@nestjs/common';
import { type ChatUser, UserProvider } from 'nestjs-chat-integration';

const MEMBERS: readonly ChatUser[] = [
  { id: 1, name: 'Ada' },
  { id: 2, name: 'Bob' },
];

class MembersUserProvider extends UserProvider {
  async findByIds(ids: readonly number[]): Promise<ChatUser[]> {
    return MEMBERS.filter(({ id }) => ids.includes(id));
  }

  override async search(query: string, limit: number): Promise<ChatUser[]> {
    return MEMBERS.filter(({ name }) => name.includes(query)).slice(0, limit);
  }
}

export const users = { imports: [], userProvider: MembersUserProvider };

export const memberId = Number;

export async function addMembers(_app: INestApplicationContext): Promise<void> {}
