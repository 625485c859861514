import { Module, type INestApplication, type Type } from '@nestjs/common';
import { getRepositoryToken, TypeOrmModule } from '@nestjs/typeorm';
import request from 'supertest';
import { DataSource, type Repository } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TokenService } from 'nestjs-chat-integration';
import { ChatUserNumbers, type TypeOrmUserProvider } from 'nestjs-chat-integration/typeorm';
import { layOut } from '../docs/snippets.js';
import { basic, startHost } from '../support/host.js';

interface Member {
  id: string;
  displayName: string;
  friendIds: string[];
}

describe('the recipe for members with UUIDs', () => {
  let files: Map<string, string>;
  let app: INestApplication;
  let numbers: ChatUserNumbers;
  let provider: TypeOrmUserProvider<Member>;
  let ada: Member;
  let bob: Member;
  const load = async (name: string) =>
    (await import(/* @vite-ignore */ files.get(name)!)) as Record<string, Type>;

  beforeAll(async () => {
    files = layOut('docs/recipes/uuid.md', 'uuid');
    const { Member: MemberEntity } = await load('member.entity.ts');
    const { AppModule } = await load('app.module.ts');
    const { ChatNumbersModule } = await load('chat-numbers.module.ts');
    const { MembersController } = await load('members.controller.ts');
    const { MembersUserProvider } = await load('members.user-provider.ts');
    @Module({
      imports: [AppModule!, ChatNumbersModule!, TypeOrmModule.forFeature([MemberEntity!])],
      controllers: [MembersController!],
      providers: [MembersUserProvider!],
    })
    class HostModule {}
    app = await startHost({
      adapter: 'express',
      imports: [HostModule],
      configure: (host) =>
        host.use((req: Record<string, unknown>, _res: unknown, next: () => void) => {
          if (ada) Object.assign(req, { user: { id: ada.id } });
          next();
        }),
    });
    numbers = app.get(ChatUserNumbers, { strict: false });
    provider = app.get(MembersUserProvider!);
    const members = app.get<Repository<Member>>(getRepositoryToken(MemberEntity!), { strict: false });
    bob = await members.save({ displayName: 'Bob' });
    ada = await members.save({ displayName: 'Ada', friendIds: [bob.id] });
  });
  afterAll(() => app?.close());

  const ask = (path: string) =>
    request(app.getHttpServer()).get(path).set('Authorization', basic('chat', 'a password'));

  it('signs the visitor in with their number', async () => {
    const { text } = await request(app.getHttpServer()).get('/imbachat/jwt');

    expect(app.get(TokenService, { strict: false }).verify(text).userId).toBe(await numbers.numberOf(ada.id));
  });

  it('tells the chat server of members by their numbers', async () => {
    const number = await numbers.numberOf(ada.id);

    expect((await ask(`/imbachat/api/v1/users/${number}`)).body).toEqual([
      {
        user_id: number,
        name: 'Ada',
        avatar_url: false,
        profile_url: `https://example.com/members/${ada.id}`,
      },
    ]);
    expect((await ask('/imbachat/api/v1/search/ada')).body.data).toEqual([{ user_id: number, name: 'Ada' }]);
    expect((await ask(`/imbachat/api/v1/users/${ada.id}`)).body).toEqual([]);
  });

  it('names members to the chat by their numbers', async () => {
    const { text } = await request(app.getHttpServer()).get('/members');

    expect([...text.matchAll(/data-chat-with="(\d+)"/g)].map(([, number]) => Number(number))).toEqual([
      await numbers.numberOf(ada.id),
      await numbers.numberOf(bob.id),
    ]);
  });

  it('finds friends', async () => {
    const friend = { id: await numbers.numberOf(bob.id), name: 'Bob' };

    expect(await provider.findFriends?.(await numbers.numberOf(ada.id))).toEqual([friend]);
    expect(await provider.findFriends?.(friend.id)).toEqual([]);
    expect(await provider.findFriends?.(1)).toEqual([]);
  });

  it('makes the table with its migration', async () => {
    expect(await app.get(DataSource, { strict: false }).showMigrations()).toBe(false);
  });
});
