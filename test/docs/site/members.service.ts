/** The service with which the host reads its members. */
export class MembersService {
  async findByIds(ids: readonly number[]): Promise<{ id: number; nick: string; seenAt: Date }[]> {
    return ids.map((id) => ({ id, nick: `Member ${id}`, seenAt: new Date(id * 1_000) }));
  }

  async checkPassword(login: string, password: string): Promise<number | null> {
    return login === 'ada' && password === 'engine' ? 1 : null;
  }
}
