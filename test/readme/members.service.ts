/** The service that the README's host has already. */
export class MembersService {
  async findByIds(ids: readonly number[]): Promise<{ id: number; nick: string; seenAt: Date }[]> {
    return ids.map((id) => ({ id, nick: `Member ${id}`, seenAt: new Date(id * 1_000) }));
  }
}
