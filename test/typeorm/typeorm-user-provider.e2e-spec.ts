import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { Injectable, type INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { getDataSourceToken, InjectRepository, TypeOrmModule } from '@nestjs/typeorm';
import request from 'supertest';
import { DataSource, In, type DataSourceOptions, type Repository } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  ChatIntegrationModule,
  UserProvider,
  type ChatIntegrationForRootOptions,
  type ChatUser,
  type UserId,
} from 'nestjs-chat-integration';
import {
  from,
  typeOrmUserProvider,
  TypeOrmUserProvider,
  UnknownColumnError,
} from 'nestjs-chat-integration/typeorm';
import { databases, type TestDatabase } from '../support/databases.js';
import {
  Coded,
  Compact,
  Customer,
  Employee,
  Member,
  Person,
  Snowflake,
  Team,
  Texted,
  Uuided,
} from './entities.js';
import { QueryLog } from './query-log.js';

const entities = [Member, Team, Coded, Compact, Snowflake, Texted, Uuided, Person, Employee, Customer];

describe.each(databases)('TypeOrmUserProvider on $name', ({ name: kind, available, create }) => {
  describe.skipIf(!available)('a temporary database', () => {
    const log = new QueryLog();
    let database: TestDatabase;
    let dataSource: DataSource;
    let members: Repository<Member>;

    beforeAll(async () => {
      database = await create();
      dataSource = await open(database.options);
      members = dataSource.getRepository(Member);
    });

    afterAll(async () => {
      await dataSource?.destroy();
      await database?.drop();
    });

    beforeEach(async () => {
      await members.clear();
    });

    async function open(options: DataSourceOptions): Promise<DataSource> {
      return new DataSource({ ...options, entities, synchronize: true, logger: log }).initialize();
    }

    async function save(...rows: Partial<Member>[]): Promise<void> {
      await members.insert(rows.map((row) => ({ ...aMember, slug: `m${row.id}`, ...row })));
      log.take();
    }

    async function saveNames(...names: string[]): Promise<void> {
      await save(...names.map((displayName, index) => ({ id: String(index + 1), displayName })));
    }

    async function saveMany(count: number): Promise<void> {
      const ids = Array.from({ length: count }, (_, index) => String(index + 1));
      for (let at = 0; at < count; at += 500) {
        await save(...ids.slice(at, at + 500).map((id) => ({ id, displayName: `Member ${id}` })));
      }
    }

    async function startWith(
      userProvider: ChatIntegrationForRootOptions['userProvider'],
      name?: string,
    ): Promise<INestApplication<Server>> {
      const named = name === undefined ? {} : { name };
      const testing = await Test.createTestingModule({
        imports: [
          TypeOrmModule.forRoot({ ...database.options, ...named, entities, synchronize: true }),
          ChatIntegrationModule.forRoot({
            imbachat: {
              widgetId: 276,
              apiLogin: 'site',
              apiPassword: 'pass words',
              secretKey: 'a-secret-key-of-the-tests',
            },
            imports: [TypeOrmModule.forFeature([Member], name)],
            userProvider,
          }),
        ],
      }).compile();
      const app = testing.createNestApplication<INestApplication<Server>>();
      await app.init();
      const rows = app.get<DataSource>(getDataSourceToken(name)).getRepository(Member);
      await rows.clear();
      await rows.insert({ ...aMember, id: '3', slug: 'ada' });
      return app;
    }

    describe('fields', () => {
      it('come from columns of every type, as the entity would hold them', async () => {
        const lastSeenAt = new Date('2026-03-14T15:09:26.535Z');
        await save({
          id: '42',
          displayName: "Zoë O'Neill </script> 🦉",
          slug: 'zoe',
          lastSeenAt,
          isModerator: true,
          permissions: { send_files: false },
          profile: { avatar: 'https://example.com/zoe.png', colour: '#c0ffee' },
        });
        const provider = new TypeOrmUserProvider(members, {
          columns: {
            id: 'id',
            name: 'displayName',
            avatarUrl: 'profile.avatar',
            profileUrl: from(['id', 'slug'], ({ id, slug }) => `https://example.com/${slug}?id=${id}`),
            lastLoginAt: 'lastSeenAt',
            nameColor: 'profile.colour',
            role: from(['isModerator'], ({ isModerator }) => (isModerator ? 'admin' : 'user')),
            badge: from(
              ['isModerator', 'profile.colour'],
              ({ isModerator, 'profile.colour': colour }) => `${isModerator}, ${colour}`,
            ),
            permissions: 'permissions',
          },
        });

        expect(await provider.findByIds([42])).toStrictEqual([
          {
            id: 42,
            name: "Zoë O'Neill </script> 🦉",
            avatarUrl: 'https://example.com/zoe.png',
            profileUrl: 'https://example.com/zoe?id=42',
            lastLoginAt: lastSeenAt,
            nameColor: '#c0ffee',
            role: 'admin',
            badge: 'true, #c0ffee',
            permissions: { send_files: false },
          },
        ]);
      });

      it('are null where the column is', async () => {
        await save({ id: '7', isModerator: false });
        const provider = new TypeOrmUserProvider(members, {
          columns: {
            id: 'id',
            name: 'displayName',
            avatarUrl: 'profile.avatar',
            nameColor: 'profile.colour',
            lastLoginAt: 'lastSeenAt',
            permissions: 'permissions',
            profileUrl: from(['id'], () => undefined),
            badge: from(['isModerator'], ({ isModerator }) => String(isModerator)),
          },
        });

        expect(await provider.findByIds([7])).toStrictEqual([
          {
            id: 7,
            name: 'Ada',
            avatarUrl: null,
            nameColor: null,
            lastLoginAt: null,
            permissions: null,
            profileUrl: null,
            badge: 'false',
          },
        ]);
      });

      it('can all be computed, except the id', async () => {
        await save({ id: '1', nickname: 'The Countess' }, { id: '2' });
        const provider = new TypeOrmUserProvider(members, {
          columns: {
            id: 'id',
            name: from(['displayName', 'nickname'], ({ displayName, nickname }) => nickname ?? displayName),
          },
        });

        expect(byId(await provider.findByIds([1, 2]))).toStrictEqual([
          { id: 1, name: 'The Countess' },
          { id: 2, name: 'Ada' },
        ]);
      });
    });

    describe('findByIds', () => {
      const columns = { id: 'id', name: 'displayName' } as const;

      it.each([1, 2, 3, 1000, 1024, 1025, 2500])('reads %i users with one query', async (count) => {
        await saveMany(count);
        const provider = new TypeOrmUserProvider(members, { columns });
        const ids = Array.from({ length: count }, (_, index) => index + 1);

        const users = await provider.findByIds(ids);

        expect(byId(users)).toStrictEqual(ids.map((id) => ({ id, name: `Member ${id}` })));
        expect(log.take()).toHaveLength(1);
      });

      it('runs no query for no ids', async () => {
        await save({ id: '1' });

        expect(await new TypeOrmUserProvider(members, { columns }).findByIds([])).toStrictEqual([]);
        expect(log.take()).toStrictEqual([]);
      });

      it('leaves unknown ids out', async () => {
        await save({ id: '1' }, { id: '3' });
        const users = await new TypeOrmUserProvider(members, { columns }).findByIds([1, 2, 999_999_999]);

        expect(users).toStrictEqual([{ id: 1, name: 'Ada' }]);
      });

      it('leaves soft-deleted members out', async () => {
        await save({ id: '1' }, { id: '2' });
        await members.softDelete('2');

        expect(await new TypeOrmUserProvider(members, { columns }).findByIds([1, 2])).toStrictEqual([
          { id: 1, name: 'Ada' },
        ]);
      });

      it('reads only the mapped columns, with the ids as parameters', async () => {
        await save({ id: '123456' });
        const provider = new TypeOrmUserProvider(members, {
          columns: { id: 'id', name: 'displayName', profileUrl: from(['slug'], ({ slug }) => slug) },
          searchBy: ['nickname'],
        });

        await provider.findByIds([123_456]);
        await provider.search?.('x', 5);

        const [byIds, search] = log.take();
        expect(selected(byIds?.sql)).toStrictEqual(['id', 'display_name', 'slug']);
        expect(selected(search?.sql)).toStrictEqual(['id', 'display_name', 'slug']);
        expect(byIds?.sql).not.toContain('123456');
        expect(byIds?.parameters).toStrictEqual([123456]);
      });

      it('needs one statement for all lists up to the next power of two', async () => {
        await save({ id: '1' });
        const provider = new TypeOrmUserProvider(members, { columns });

        for (const count of [5, 6, 7, 8]) {
          await provider.findByIds(Array.from({ length: count }, (_, index) => index + 1));
        }

        const queries = log.take();
        expect(new Set(queries.map(({ sql }) => sql)).size).toBe(1);
        expect(queries[0]?.parameters).toStrictEqual([1, 2, 3, 4, 5, 5, 5, 5]);
      });

      it('compiles a statement once', async () => {
        await save({ id: '1' });
        const compile = vi.spyOn(members, 'createQueryBuilder');
        onTestFinished(() => compile.mockRestore());
        const provider = new TypeOrmUserProvider(members, { columns });

        for (const ids of [[1], [1, 2, 3], [2], [3, 4, 5, 6]]) await provider.findByIds(ids);

        expect(compile).toHaveBeenCalledTimes(2);
      });

      it('reads from a replica if there is one', async () => {
        const connect = vi.spyOn(dataSource, 'createQueryRunner');
        onTestFinished(() => connect.mockRestore());

        await new TypeOrmUserProvider(members, { columns }).findByIds([1]);

        expect(connect.mock.calls).toStrictEqual([['slave']]);
      });

      it('serves many callers at the same time', async () => {
        await saveMany(40);
        const provider = new TypeOrmUserProvider(members, { columns });

        const answers = await Promise.all(
          Array.from({ length: 40 }, (_, index) => provider.findByIds([index + 1])),
        );

        expect(answers.map(([user]) => user?.id)).toStrictEqual(
          Array.from({ length: 40 }, (_, index) => index + 1),
        );
      });

      it('releases its connection', async () => {
        await save({ id: '1' });
        const provider = new TypeOrmUserProvider(members, { columns });
        // More calls than a pool has connections.
        for (let call = 0; call < 30; call++) expect(await provider.findByIds([1])).toHaveLength(1);
      });

      it('reads in the transaction of its repository', async () => {
        await dataSource.transaction(async (manager) => {
          const repository = manager.getRepository(Member);
          await repository.insert({ ...aMember, id: '5', slug: 'm5' });
          const provider = new TypeOrmUserProvider(repository, { columns });

          expect(await provider.findByIds([5])).toStrictEqual([{ id: 5, name: 'Ada' }]);
          expect(await repository.countBy({ id: '5' })).toBe(1);
        });
      });
    });

    describe('ids', () => {
      it('can have a transformer', async () => {
        const coded = dataSource.getRepository(Coded);
        await coded.insert([
          { id: 1, name: 'One' },
          { id: 2, name: 'Two' },
        ]);
        const provider = new TypeOrmUserProvider(coded, { columns: { id: 'id', name: 'name' } });

        expect(await provider.findByIds([2, 3])).toStrictEqual([{ id: 2, name: 'Two' }]);
      });

      it('can be text', async () => {
        const texted = dataSource.getRepository(Texted);
        const ids = ['7', '07', '7a', 'auth0|5f7c8ec7', 'x'.repeat(50)];
        await texted.insert([...ids, 'a b'].map((id) => ({ id, name: `Row ${id}` })));
        const provider = new TypeOrmUserProvider<Texted, UserId>(texted, {
          columns: { id: 'id', name: 'name' },
          searchBy: ['name'],
        });
        const expected = [7, ...ids.slice(1)].map((id) => ({ id, name: `Row ${id}` }));

        expect(byId(await provider.findByIds([7, ...ids.slice(1), 'unknown', 42]))).toStrictEqual(
          byId(expected),
        );
        expect(await provider.findByIds([7])).toStrictEqual([{ id: 7, name: 'Row 7' }]);
        // An id with a space is not a user id.
        expect(byId((await provider.search?.('row', 10)) ?? [])).toStrictEqual(byId(expected));
      });

      it('can be UUIDs', async () => {
        const uuided = dataSource.getRepository(Uuided);
        const [ada, bob] = [
          { id: randomUUID(), name: 'Ada' },
          { id: randomUUID(), name: 'Bob' },
        ] as const;
        await uuided.insert([ada, bob]);
        const provider = new TypeOrmUserProvider<Uuided, string>(uuided, {
          columns: { id: 'id', name: 'name' },
          searchBy: ['name'],
        });

        expect(byId(await provider.findByIds([bob.id, randomUUID(), ada.id]))).toStrictEqual(
          byId([ada, bob]),
        );
        expect(await provider.search?.('AD', 10)).toStrictEqual([ada]);
        expect(await provider.findByIds([ada.id.toUpperCase()])).toStrictEqual([]);
      });

      it('can be UUIDs with a transformer', async () => {
        const compact = dataSource.getRepository(Compact);
        const id = randomUUID();
        await compact.insert({ id, name: 'Ada' });
        const provider = new TypeOrmUserProvider<Compact, UserId>(compact, {
          columns: { id: 'id', name: 'name' },
        });

        expect(await provider.findByIds([42, id, 'abc'])).toStrictEqual([{ id, name: 'Ada' }]);
      });

      it.skipIf(kind === 'SQLite')('can be integers of 64 bits, of which each digit counts', async () => {
        const snowflakes = dataSource.getRepository(Snowflake);
        const ids = ['9007199254740992', '9007199254740993', '9007199254740994', '9223372036854775807'];
        await snowflakes.insert(ids.map((id) => ({ id, name: `Row ${id}` })));
        const provider = new TypeOrmUserProvider<Snowflake, UserId>(snowflakes, {
          columns: { id: 'id', name: 'name' },
        });

        for (const id of ids) {
          expect(await provider.findByIds([id])).toStrictEqual([{ id, name: `Row ${id}` }]);
          expect(await provider.findByIds([1, id, 2])).toStrictEqual([{ id, name: `Row ${id}` }]);
        }
      });

      it.skipIf(kind !== 'SQLite')('leave a row out whose id the driver rounds', async () => {
        const snowflakes = dataSource.getRepository(Snowflake);
        const id = '9007199254740993';
        await snowflakes.insert({ id, name: 'Rounded' });
        const provider = new TypeOrmUserProvider<Snowflake, UserId>(snowflakes, {
          columns: { id: 'id', name: 'name' },
          searchBy: ['name'],
        });

        expect(await provider.findByIds([id])).toStrictEqual([]);
        expect(await provider.search?.('rounded', 5)).toStrictEqual([]);
      });

      const FOREIGN: UserId[] = ['3abc', '03', '3.0', '3e0', '0x3', 'abc', 'é🦉', '9'.repeat(255)];

      it.each([Member, Person, Uuided, Compact, Texted, Snowflake])(
        'of another kind find nobody and fail no query: %o',
        async (entity) => {
          const repository = dataSource.getRepository<{ id: UserId }>(entity);
          await repository.clear();
          const known = [Uuided, Compact].includes(entity as typeof Uuided) ? randomUUID() : '3';
          await repository.insert({ ...aMember, slug: 's', name: 'Ada', id: known } as { id: UserId });
          const provider = new TypeOrmUserProvider<{ id: UserId; name: string }, UserId>(
            repository as Repository<{ id: UserId; name: string }>,
            { columns: { id: 'id', name: (entity === Member ? 'displayName' : 'name') as 'name' } },
          );
          const foreign = [...FOREIGN, 4, 2 ** 31, Number.MAX_SAFE_INTEGER, -1, randomUUID()];
          const ids = async (asked: UserId[]) => (await provider.findByIds(asked)).map(({ id }) => `${id}`);

          expect(await ids(foreign)).toStrictEqual([]);
          expect(await ids([...foreign, known])).toStrictEqual([known]);
        },
      );

      it('of other entities in the same table are not found', async () => {
        await dataSource.getRepository(Person).clear();
        await dataSource.getRepository(Employee).insert([
          { id: 1, name: 'Eve' },
          { id: 2, name: 'Eli' },
        ]);
        await dataSource.getRepository(Customer).insert([{ id: 3, name: 'Cleo' }]);
        const employees = new TypeOrmUserProvider(dataSource.getRepository(Employee), {
          columns: { id: 'id', name: 'name' },
          searchBy: ['name'],
        });

        expect(byId(await employees.findByIds([1, 2, 3]))).toStrictEqual([
          { id: 1, name: 'Eve' },
          { id: 2, name: 'Eli' },
        ]);
        expect(await employees.search?.('e', 10)).toStrictEqual([
          { id: 2, name: 'Eli' },
          { id: 1, name: 'Eve' },
        ]);
      });
    });

    describe('search', () => {
      const columns = { id: 'id', name: 'displayName' } as const;

      async function found(query: string, limit = 50): Promise<(string | number)[]> {
        const provider = new TypeOrmUserProvider(members, { columns, searchBy: ['displayName', 'nickname'] });
        return ((await provider.search?.(query, limit)) ?? []).map(({ name }) => name);
      }

      it('exists only with columns to search', () => {
        expect(new TypeOrmUserProvider(members, { columns }).search).toBeUndefined();
        expect('search' in new TypeOrmUserProvider(members, { columns, searchBy: [] })).toBe(false);
        expect(new TypeOrmUserProvider(members, { columns, searchBy: ['slug'] }).search).toBeTypeOf(
          'function',
        );
      });

      it('finds a part of any of the columns, case-insensitively', async () => {
        await save(
          { id: '1', displayName: 'Grace Hopper', nickname: null },
          { id: '2', displayName: 'Alan', nickname: 'Grasshopper' },
          { id: '3', displayName: 'Ada', slug: 'hopper' },
        );

        expect(await found('hOPp')).toStrictEqual(['Alan', 'Grace Hopper']);
        expect(await found('e h')).toStrictEqual(['Grace Hopper']);
        expect(await found('nobody')).toStrictEqual([]);
      });

      it.each([
        '%',
        '_',
        '!',
        '!%',
        '|',
        '\\',
        '\\%',
        "'",
        '"',
        '`',
        '[',
        '^',
        ':ids',
        '?',
        '$1',
        '--',
        'ё',
        '王',
        '🦉',
      ])('treats %s as an ordinary character', async (query) => {
        await saveNames(`before ${query} after`, 'before a after', 'Ada');

        expect(await found(query)).toStrictEqual([`before ${query} after`]);
        expect(await found(`E ${query} A`)).toStrictEqual([`before ${query} after`]);
      });

      it('finds nobody by a character that no text contains', async () => {
        await saveNames('Ada');

        expect(await found('A\0')).toStrictEqual([]);
      });

      it('finds letters beyond ASCII', async () => {
        await saveNames('Ада Лавлейс', 'Élodie', 'Ada');

        expect(await found('Лавл')).toStrictEqual(['Ада Лавлейс']);
        expect(await found('Élo')).toStrictEqual(['Élodie']);
      });

      it.skipIf(kind === 'SQLite')('finds them case-insensitively', async () => {
        await saveNames('Ада Лавлейс', 'Élodie', 'Ada');

        expect(await found('лаВЛ')).toStrictEqual(['Ада Лавлейс']);
        expect(await found('éLO')).toStrictEqual(['Élodie']);
      });

      it('returns at most the limit, ordered by name and then by id', async () => {
        await save(
          { id: '10', displayName: 'Ben' },
          { id: '9', displayName: 'Ben' },
          { id: '1', displayName: 'Cat', nickname: 'Benny' },
          { id: '11', displayName: 'Abe', nickname: 'Ben' },
        );
        const provider = new TypeOrmUserProvider(members, { columns, searchBy: ['displayName', 'nickname'] });
        const ids = async (limit: number) => (await provider.search?.('ben', limit))?.map(({ id }) => id);

        expect(await ids(10)).toStrictEqual([11, 9, 10, 1]);
        log.take();
        expect(await ids(2)).toStrictEqual([11, 9]);
        expect(log.take().map(({ sql }) => sql)).toStrictEqual([expect.stringContaining('LIMIT 2')]);
      });

      it('is ordered by the columns of a computed name', async () => {
        await save(
          { id: '1', displayName: 'B', nickname: 'x' },
          { id: '2', displayName: 'A', nickname: 'y' },
          { id: '3', displayName: 'A', nickname: 'x' },
        );
        const provider = new TypeOrmUserProvider(members, {
          columns: {
            id: 'id',
            name: from(
              ['displayName', 'nickname'],
              ({ displayName, nickname }) => `${displayName} ${nickname}`,
            ),
          },
          searchBy: ['slug'],
        });

        expect((await provider.search?.('m', 10))?.map(({ name }) => name)).toStrictEqual([
          'A x',
          'A y',
          'B x',
        ]);
      });

      it('leaves soft-deleted members out, for each column', async () => {
        await save({ id: '1', displayName: 'Ben' }, { id: '2', displayName: 'Abe', nickname: 'Ben' });
        await members.softDelete('1');
        expect(await found('ben')).toStrictEqual(['Abe']);

        await members.softDelete('2');
        expect(await found('ben')).toStrictEqual([]);
      });

      it('looks in columns of an embedded entity', async () => {
        await save({ id: '1', profile: { avatar: '/owl.png', colour: null } }, { id: '2' });
        const provider = new TypeOrmUserProvider(members, { columns, searchBy: ['profile.avatar'] });

        expect((await provider.search?.('OWL', 10))?.map(({ id }) => id)).toStrictEqual([1]);
      });
    });

    describe('unknown columns', () => {
      const known =
        'id, displayName, nickname, slug, passwordHash, lastSeenAt, isModerator, permissions, deletedAt';

      it.each([
        ['columns.id', 'ID', { columns: { id: 'ID', name: 'displayName' } }],
        ['columns.name', 'display_name', { columns: { id: 'id', name: 'display_name' } }],
        ['columns.name', 'undefined', { columns: { id: 'id' } }],
        [
          'columns.avatarUrl',
          'profile.picture',
          { columns: { id: 'id', name: 'slug', avatarUrl: 'profile.picture' } },
        ],
        ['columns.badge', 'team.title', { columns: { id: 'id', name: 'slug', badge: 'team.title' } }],
        ['columns.badge', 'team.id', { columns: { id: 'id', name: 'slug', badge: 'team.id' } }],
        ['columns.badge', 'team', { columns: { id: 'id', name: 'slug', badge: 'team' } }],
        ['columns.badge', 'profile', { columns: { id: 'id', name: 'slug', badge: 'profile' } }],
        [
          'columns.role',
          'nope',
          { columns: { id: 'id', name: 'slug', role: from(['nope'] as never, () => 'user') } },
        ],
        ['searchBy[1]', 'e-mail', { columns: { id: 'id', name: 'slug' }, searchBy: ['slug', 'e-mail'] }],
      ])('in %s are refused: %s', (option, path, options) => {
        const error = thrownBy(() => new TypeOrmUserProvider(members, options as never));

        expect(error).toBeInstanceOf(UnknownColumnError);
        expect(error).toMatchObject({ code: 'ERR_CHAT_COLUMN_UNKNOWN', option, entity: 'Member' });
        expect(String(error)).toContain(`\`${option}\``);
        expect(String(error)).toContain(`"${path}"`);
        expect(String(error)).toContain(known);
        expect(String(error)).toContain('profile.avatar, profile.colour');
      });
    });

    describe('in a Nest app', () => {
      const options = { columns: { id: 'id', name: 'displayName' }, searchBy: ['displayName'] } as const;

      @Injectable()
      class MembersUserProvider extends TypeOrmUserProvider<Member> {
        constructor(@InjectRepository(Member) private readonly repository: Repository<Member>) {
          super(repository, options);
        }

        override async authenticate(login: string): Promise<ChatUser | null> {
          const member = await this.repository.findOneBy({ slug: login });
          const [user] = member ? await this.findByIds([Number(member.id)]) : [];
          return user ?? null;
        }
      }

      @Injectable()
      class OwnSearchProvider extends MembersUserProvider {
        override search(query: string): Promise<ChatUser[]> {
          return Promise.resolve([{ id: 1, name: `found ${query}` }]);
        }
      }

      it.each([undefined, 'members'])('is made by a factory for the data source %s', async (name) => {
        const app = await startWith(typeOrmUserProvider(Member, options, name), name);
        const users = app.get<TypeOrmUserProvider<Member>>(UserProvider);

        expect(await users.findByIds([3])).toStrictEqual([{ id: 3, name: 'Ada' }]);
        expect(await users.search?.('AD', 5)).toStrictEqual([{ id: 3, name: 'Ada' }]);
        await app.close();
      });

      it('enables the search endpoint if there are columns to search', async () => {
        const { columns } = options;
        const statuses: number[] = [];
        for (const given of [options, { columns }]) {
          const app = await startWith(typeOrmUserProvider(Member, given));
          const search = request(app.getHttpServer())
            .get('/imbachat/api/v1/search/ad')
            .auth('site', 'pass words');
          statuses.push((await search).status);
          await app.close();
        }

        expect(statuses).toStrictEqual([200, 404]);
      });

      it('can be extended by a class', async () => {
        const app = await startWith(MembersUserProvider);
        const users = app.get<MembersUserProvider>(UserProvider);

        expect(await users.authenticate('ada')).toStrictEqual({ id: 3, name: 'Ada' });
        expect(await users.authenticate('bob')).toBeNull();
        expect(await users.search?.('ad', 5)).toHaveLength(1);
        await app.close();
      });

      it("keeps a subclass's own search", async () => {
        const app = await startWith(OwnSearchProvider);

        expect(await app.get<OwnSearchProvider>(UserProvider).search('x')).toStrictEqual([
          { id: 1, name: 'found x' },
        ]);
        await app.close();
      });

      it('does not start with an unknown column', async () => {
        const provider = typeOrmUserProvider(Member, { columns: { id: 'id', name: 'nope' } } as never);

        await expect(startWith(provider)).rejects.toThrow(UnknownColumnError);
      });
    });

    it('agrees with what repository.find reads', async () => {
      await saveMany(20);
      const ids = ['3', '5', '8', '13', '21'];
      const entityNames = (await members.findBy({ id: In(ids) })).map(({ displayName }) => displayName);
      const provider = new TypeOrmUserProvider(members, { columns: { id: 'id', name: 'displayName' } });

      const names = (await provider.findByIds(ids.map(Number))).map(({ name }) => name);

      expect(names.toSorted()).toStrictEqual(entityNames.toSorted());
      expect(names).toHaveLength(4);
    });
  });
});

describe('search on SQLite', () => {
  it('is case-insensitive beyond ASCII if lower() is', async () => {
    const dataSource = await new DataSource({
      type: 'better-sqlite3',
      database: ':memory:',
      entities: [Texted],
      synchronize: true,
      prepareDatabase: (db: SqliteHandle) =>
        db.function('lower', { deterministic: true }, (text) => text?.toLowerCase() ?? null),
    }).initialize();
    const texted = dataSource.getRepository(Texted);
    await texted.insert({ id: '1', name: 'Ада Лавлейс' });
    const provider = new TypeOrmUserProvider(texted, {
      columns: { id: 'id', name: 'name' },
      searchBy: ['name'],
    });

    expect(await provider.search?.('лаВЛ', 5)).toHaveLength(1);
    expect(await provider.search?.('ловл', 5)).toHaveLength(0);
    await dataSource.destroy();
  });
});

interface SqliteHandle {
  function(
    name: string,
    options: { deterministic: boolean },
    body: (text: string | null) => string | null,
  ): void;
}

const aMember = {
  displayName: 'Ada',
  nickname: null,
  passwordHash: 'secret',
  lastSeenAt: null,
  isModerator: false,
  permissions: null,
  profile: { avatar: null, colour: null },
} satisfies Partial<Member>;

function byId<Id extends UserId>(users: readonly ChatUser<Id>[]): ChatUser<Id>[] {
  return users.toSorted((a, b) => Number(a.id) - Number(b.id) || (String(a.id) < String(b.id) ? -1 : 1));
}

/** Returns the names of the columns between SELECT and FROM, without quotes, table and alias. */
function selected(sql: string | undefined): string[] {
  const list = /^SELECT (.*?) FROM /.exec(sql ?? '')?.[1] ?? '';
  return list.split(', ').map((item) =>
    item
      .replace(/ AS .*$/, '')
      .replaceAll(/["`]/g, '')
      .replace(/^m\./, ''),
  );
}

function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}
