import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { INestApplication } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import request from 'supertest';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import {
  ChatIntegrationModule,
  ChatWidgetsService,
  InvalidOptionsError,
  TokenService,
  UserCache,
  UserNumbers,
  type ChatIntegrationForRootOptions,
} from 'nestjs-chat-integration';
import { chatServer } from 'nestjs-chat-integration/testing';
import { ChatUserNumber, typeOrmUserNumbers, typeOrmUserProvider } from 'nestjs-chat-integration/typeorm';
import { databases, type TestDatabase } from '../support/databases.js';
import { CHATBRO, IMBACHAT } from '../support/fixtures.js';
import { ADAPTERS, startHost } from '../support/host.js';
import { Uuided } from './entities.js';

type ChatOptions = Omit<ChatIntegrationForRootOptions, 'userProvider'>;
type Visit = { headers: { 'x-user'?: string } };

const chat = chatServer(IMBACHAT);
const ada = { id: randomUUID(), name: 'Ada' };
const bob = { id: randomUUID(), name: 'Bob' };

/** Registers the module for a site whose users have UUIDs. */
function chatModule(options: ChatOptions, dataSource?: string) {
  return ChatIntegrationModule.forRoot({
    userProvider: typeOrmUserProvider(
      Uuided,
      { columns: { id: 'id', name: 'name' }, searchBy: ['name'] },
      dataSource,
    ),
    visitorResolver: ({ headers }: Visit) => headers['x-user'] ?? null,
    ...options,
  });
}

describe.each(databases)('a site with UUIDs on $name', ({ available, create }) => {
  describe.skipIf(!available).each(ADAPTERS)('and %s', (adapter) => {
    let database: TestDatabase;
    let app: INestApplication<Server>;

    const start = async (options: ChatOptions) => {
      database = await create();
      app = await startHost({
        adapter,
        imports: [
          TypeOrmModule.forRoot({ ...database.options, autoLoadEntities: true, synchronize: true }),
          TypeOrmModule.forFeature([Uuided]),
          chatModule(options),
        ],
      });
      await app.get(DataSource).getRepository(Uuided).insert([ada, bob]);
    };
    const stop = async () => {
      await app?.close();
      await database?.drop();
    };
    const as = (user: { id: string }): Visit => ({ headers: { 'x-user': user.id } });
    const ask = (path: string) => request(app.getHttpServer()).get(path).set(chat.headers);

    describe('with ImbaChat', () => {
      beforeAll(() =>
        start({
          imbachat: { ...IMBACHAT, userCache: { ttlSeconds: 60, maxUsers: 10 } },
          userNumbers: typeOrmUserNumbers(),
        }),
      );
      afterAll(stop);

      const tokenFor = (id: string) =>
        request(app.getHttpServer()).get('/imbachat/jwt').set({ 'x-user': id });

      const numberOf = async ({ id }: { id: string }) =>
        (await app.get<UserNumbers>(UserNumbers).numbersOf([id])).get(id)!;

      it('issues tokens for the number of the visitor', async () => {
        const { text } = await tokenFor(ada.id).expect(200);
        const { userId } = app.get(TokenService).verify(text);

        expect(userId).toBe(await numberOf(ada));
        expect(userId).not.toBe(await numberOf(bob));
      });

      it.each([ada.id.toUpperCase(), randomUUID(), '42', 'ada'])(
        'takes a visitor with the unknown id %s for a guest, without a number',
        async (id) => {
          await tokenFor(id).expect(401);
          const known = await app.get(DataSource).getRepository(ChatUserNumber).find();
          expect(known.map(({ userId }) => userId)).not.toContain(id);
        },
      );

      it('shows users by their numbers', async () => {
        const numbers = [await numberOf(bob), 1, await numberOf(ada)];
        const { body } = await ask(chat.usersInfo(numbers)).expect(200);

        expect(body).toEqual([
          { user_id: numbers[0], name: 'Bob', avatar_url: false },
          { user_id: numbers[2], name: 'Ada', avatar_url: false },
        ]);
        expect((await ask(`${chat.version}/users/${ada.id}`).expect(200)).body).toEqual([]);
      });

      it('finds users with their numbers', async () => {
        const { body } = await ask(chat.search('AD')).expect(200);

        expect(body.data).toEqual([{ name: 'Ada', user_id: await numberOf(ada) }]);
      });

      it('gives pages the number of the visitor', async () => {
        const { imbachat } = await app.get(ChatWidgetsService).params(as(ada));
        const { user_id, token } = (imbachat as { options: { user_id: number; token: string } }).options;

        expect(user_id).toBe(await numberOf(ada));
        expect(app.get(TokenService).verify(token).userId).toBe(user_id);
      });

      it("removes users from the cache by the site's own ids", async () => {
        const name = async () => (await ask(chat.usersInfo([await numberOf(bob)]))).body[0].name as string;
        expect(await name()).toBe('Bob');

        await app.get(DataSource).getRepository(Uuided).update(bob.id, { name: 'Robert' });
        expect(await name()).toBe('Bob');
        await app.get(UserCache).invalidate(bob.id);
        expect(await name()).toBe('Robert');
      });
    });

    describe('with ChatBro alone', () => {
      beforeAll(() => start({ chatbro: CHATBRO }));
      afterAll(stop);

      it('signs visitors in by their UUIDs', async () => {
        const chats = app.get(ChatWidgetsService);

        expect(JSON.stringify(await chats.params(as(ada)))).toContain(`"siteUserExternalId":"${ada.id}"`);
        expect(JSON.stringify(await chats.params({ headers: {} }))).not.toContain('siteUserExternalId');
      });
    });
  });
});

describe('typeOrmUserNumbers', () => {
  const IN_MEMORY = { type: 'better-sqlite3', database: ':memory:', synchronize: true } as const;

  async function numberOfAda(
    options: Parameters<typeof TypeOrmModule.forRoot>[0],
    name?: string,
  ): Promise<number | undefined> {
    const app = await startHost({
      adapter: 'express',
      imports: [
        TypeOrmModule.forRoot(options, name),
        TypeOrmModule.forFeature([Uuided], name),
        chatModule({ imbachat: IMBACHAT, userNumbers: typeOrmUserNumbers(name) }, name),
      ],
    });
    onTestFinished(() => app.close());
    return (await app.get<UserNumbers>(UserNumbers).numbersOf([ada.id])).get(ada.id);
  }

  it.each([undefined, 'site'])('needs nothing else with autoLoadEntities, data source %s', async (name) => {
    expect(await numberOfAda({ ...IN_MEMORY, autoLoadEntities: true }, name)).toBeTypeOf('number');
  });

  it.each([undefined, 'site'])('works with a list of entities, data source %s', async (name) => {
    const entities = [Uuided, ChatUserNumber];
    expect(await numberOfAda({ ...IN_MEMORY, entities }, name)).toBeTypeOf('number');
  });

  it.each([undefined, 'site'])('stops the start-up without its entity, data source %s', async (name) => {
    await expect(numberOfAda({ ...IN_MEMORY, entities: [Uuided] }, name)).rejects.toThrow(
      InvalidOptionsError,
    );
  });

  it('can be used by several registrations', async () => {
    const options = { imbachat: IMBACHAT, userNumbers: typeOrmUserNumbers() };
    const other = { ...options, userNumbers: typeOrmUserNumbers(), endpoints: false as const };
    const app = await startHost({
      adapter: 'express',
      imports: [
        TypeOrmModule.forRoot({ ...IN_MEMORY, autoLoadEntities: true }),
        TypeOrmModule.forFeature([Uuided]),
        chatModule(options),
        chatModule(other),
      ],
    });
    onTestFinished(() => app.close());

    const each = app.get<unknown, UserNumbers>(UserNumbers, { strict: false, each: true });
    const numbers = await Promise.all(each.map((one) => one.numbersOf([ada.id])));
    expect(numbers).toHaveLength(2);
    expect(numbers[0]).toEqual(numbers[1]);
  });
});
