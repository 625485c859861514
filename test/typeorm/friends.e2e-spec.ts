import { type INestApplication, Module } from '@nestjs/common';
import request from 'supertest';
import {
  Column,
  DataSource,
  DeleteDateColumn,
  Entity,
  JoinTable,
  ManyToMany,
  ManyToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  type Relation,
} from 'typeorm';
import { ChatIntegrationModule } from 'nestjs-chat-integration';
import {
  typeOrmUserProvider,
  TypeOrmUserProvider,
  UnknownRelationError,
} from 'nestjs-chat-integration/typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databases, type TestDatabase } from '../support/databases.js';
import { CHAT_SERVER, IMBACHAT } from '../support/fixtures.js';
import { ADAPTERS, startHost } from '../support/host.js';
import { QueryLog } from './query-log.js';

@Entity({ name: 'people' })
class Person {
  @PrimaryColumn({ type: 'int' })
  id!: number;

  @Column({ name: 'public_id', type: 'varchar', length: 40, unique: true })
  publicId!: string;

  @Column({ name: 'full_name', type: 'varchar', length: 100 })
  name!: string;

  @ManyToMany(() => Person, (person) => person.friendOf)
  @JoinTable({
    name: 'friendships',
    joinColumn: { name: 'asked_by' },
    inverseJoinColumn: { name: 'asked_person' },
  })
  friends!: Relation<Person[]>;

  @ManyToMany(() => Person, (person) => person.friends)
  friendOf!: Relation<Person[]>;

  @ManyToMany(() => Club)
  @JoinTable()
  clubs!: Relation<Club[]>;

  @ManyToOne(() => Person, { nullable: true })
  invitedBy!: Relation<Person> | null;

  @DeleteDateColumn({ type: Date })
  deletedAt!: Date | null;
}

@Entity()
class Club {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column({ type: 'varchar', length: 100 })
  title!: string;
}

@Module({})
class Database {}

const entities = [Person, Club];
const columns = { id: 'id', name: 'name' } as const;

describe.each(databases)('the friends of typeOrmUserProvider on $name', ({ available, create }) => {
  describe.skipIf(!available)('a temporary database', () => {
    const log = new QueryLog();
    let database: TestDatabase;
    let dataSource: DataSource;

    beforeAll(async () => {
      database = await create();
      dataSource = await new DataSource({
        ...database.options,
        entities,
        synchronize: true,
        logger: log,
      }).initialize();
    });
    afterAll(async () => {
      await dataSource?.destroy();
      await database?.drop();
    });
    beforeEach(async () => {
      for (const table of ['friendships', 'people']) await dataSource.query(`DELETE FROM ${table}`);
    });

    const people = () => dataSource.getRepository(Person);

    async function save(
      names: readonly string[],
      friendships: readonly (readonly [number, number])[],
    ): Promise<void> {
      const rows = names.map((name, index) => ({ id: index + 1, publicId: `p${index + 1}`, name }));
      for (let at = 0; at < rows.length; at += 200) await people().insert(rows.slice(at, at + 200));
      const junction = dataSource
        .getMetadata(Person)
        .findRelationWithPropertyPath('friends')!.junctionEntityMetadata!;
      const values = friendships.map(([asked_by, asked_person]) => ({ asked_by, asked_person }));
      for (let at = 0; at < values.length; at += 200) {
        await dataSource
          .createQueryBuilder()
          .insert()
          .into(junction.tablePath)
          .values(values.slice(at, at + 200))
          .execute();
      }
      log.take();
    }

    const provider = (friends: 'friends' | 'friendOf' = 'friends') =>
      new TypeOrmUserProvider<Person>(people(), { columns, friends });
    const namesOf = async (id: number, of = provider()) =>
      (await of.findFriends!(id)).map(({ name }) => name);

    it.each(['friends', 'friendOf'] as const)(
      'are read in both directions, through either side: %s',
      async (side) => {
        await save(
          ['Ada', 'Zoe', 'Bob', 'Eve'],
          [
            [1, 2],
            [3, 1],
            [4, 3],
          ],
        );
        expect(await namesOf(1, provider(side))).toEqual(['Bob', 'Zoe']);
        expect(await namesOf(2, provider(side))).toEqual(['Ada']);
        expect(await namesOf(3, provider(side))).toEqual(['Ada', 'Eve']);
      },
    );

    it('are returned once, and never contain the user', async () => {
      await save(
        ['Ada', 'Bob'],
        [
          [1, 2],
          [2, 1],
          [1, 1],
        ],
      );
      expect(await provider().findFriends!(1)).toEqual([{ id: 2, name: 'Bob' }]);
    });

    it('are read with one query', async () => {
      await save(['Ada', 'Bob'], [[1, 2]]);
      await provider().findFriends!(1);
      expect(log.take()).toHaveLength(1);
    });

    it('do not contain soft-deleted users, who have none themselves', async () => {
      await save(
        ['Ada', 'Bob', 'Eve'],
        [
          [1, 2],
          [3, 1],
        ],
      );
      await people().softDelete(2);
      expect(await namesOf(1)).toEqual(['Eve']);
      expect(await namesOf(2)).toEqual([]);
    });

    it('are at most 1,000', async () => {
      const names = Array.from(
        { length: 1_101 },
        (_, index) => `Person ${String(index + 1).padStart(4, '0')}`,
      );
      await save(
        names,
        names.slice(1).map((_, index) => [1, index + 2] as const),
      );
      const found = await namesOf(1);
      expect(found).toHaveLength(1_000);
      expect(found[0]).toBe('Person 0002');
    });

    it.each([999, '1 OR 1=1', '1abc', 1.5, 2 ** 40])('do not exist for the id %j', async (id) => {
      await save(['Ada', 'Bob'], [[1, 2]]);
      expect(await namesOf(id as number)).toEqual([]);
    });

    it('are found by another column of the id', async () => {
      await save(['Ada', 'Bob'], [[1, 2]]);
      const byText = new TypeOrmUserProvider<Person, string>(people(), {
        columns: { id: 'publicId', name: 'name' },
        friends: 'friends',
      });
      expect(await byText.findFriends!('p1')).toEqual([{ id: 'p2', name: 'Bob' }]);
      expect(await byText.findFriends!('p2')).toEqual([{ id: 'p1', name: 'Ada' }]);
    });

    it.each(['clubs', 'invitedBy', 'name', 'nothing'])('cannot be the property %s', (friends) => {
      const make = () =>
        new TypeOrmUserProvider<Person>(people(), { columns, friends: friends as 'friends' });
      expect(make).toThrow(new UnknownRelationError('friends', friends, 'Person', ['friends', 'friendOf']));
    });

    it('are not offered without the option, and a subclass keeps its own', async () => {
      expect(new TypeOrmUserProvider<Person>(people(), { columns }).findFriends).toBeUndefined();
      class Friendless extends TypeOrmUserProvider<Person> {
        override async findFriends() {
          return [];
        }
      }
      await save(['Ada', 'Bob'], [[1, 2]]);
      expect(await new Friendless(people(), { columns, friends: 'friends' }).findFriends()).toEqual([]);
    });

    it.each(ADAPTERS)('are served to the chat server on %s', async (adapter) => {
      await save(['Ada', 'Bob'], [[2, 1]]);
      const app: INestApplication = await startHost({
        adapter,
        imports: [
          // The same database: SQLite's is in the memory of its connection.
          {
            module: Database,
            providers: [{ provide: DataSource, useValue: dataSource }],
            exports: [DataSource],
            global: true,
          },
          ChatIntegrationModule.forRoot({
            imbachat: IMBACHAT,
            userProvider: typeOrmUserProvider(Person, { columns, friends: 'friends' }),
          }),
        ],
      });
      try {
        const { body } = await request(app.getHttpServer())
          .get('/imbachat/api/v1/user/friends/1')
          .set('Authorization', CHAT_SERVER)
          .expect(200);
        expect(body).toEqual([{ user_id: 2, name: 'Bob', avatar_url: false }]);
      } finally {
        await app.close();
      }
    });
  });
});
