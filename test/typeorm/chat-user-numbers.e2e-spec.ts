import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource, QueryFailedError, type DataSourceOptions, type EntityTarget } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { isUserId, type UserId } from 'nestjs-chat-integration';
import {
  ChatUserNumber,
  ChatUserNumberNotGivenError,
  ChatUserNumbers,
  CreateChatUserNumber1767225600000,
  InvalidMemberIdError,
  TypeOrmUserProvider,
} from 'nestjs-chat-integration/typeorm';
import { databases, type TestDatabase } from '../support/databases.js';
import { Charred, Compact, Snowflake, Texted, Uuided } from './entities.js';
import { QueryLog } from './query-log.js';

/** Draws what it is told, then at random. */
class DrawnNumbers extends ChatUserNumbers {
  constructor(
    dataSource: DataSource,
    private readonly drawn: UserId[],
  ) {
    super(dataSource);
  }

  protected override draw(): UserId {
    return this.drawn.shift() ?? super.draw();
  }
}

describe.each(databases)('members with numbers on $name', ({ name: kind, available, create }) => {
  describe.skipIf(!available)('a throw-away database', () => {
    const log = new QueryLog();
    let folder: string;
    let database: TestDatabase;
    let options: DataSourceOptions;
    let dataSource: DataSource;
    let numbers: ChatUserNumbers;
    // SQLite has no char(36), and takes a varchar of any length.
    const UuidText = kind === 'SQLite' ? Texted : Charred;

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'numbers-'));
      database = await create();
      // Two data sources share a file, not a database in memory.
      const file = kind === 'SQLite' ? { database: join(folder, 'members.sqlite') } : {};
      options = { ...database.options, ...file, logger: log } as DataSourceOptions;
      dataSource = await open(options);
      await dataSource.runMigrations();
      await dataSource.synchronize();
      numbers = new ChatUserNumbers(dataSource);
    });

    afterAll(async () => {
      await dataSource?.destroy();
      await database?.drop();
      rmSync(folder, { recursive: true });
    });

    beforeEach(async () => {
      await dataSource.getRepository(ChatUserNumber).clear();
      log.take();
    });

    function open(given: DataSourceOptions): Promise<DataSource> {
      return new DataSource({
        ...given,
        entities: [ChatUserNumber, Uuided, UuidText, Compact, Snowflake],
        migrations: [CreateChatUserNumber1767225600000],
      }).initialize();
    }

    async function rows(): Promise<ChatUserNumber[]> {
      return dataSource.getRepository(ChatUserNumber).find();
    }

    /** Lets the next statement that inserts fail with a code of the database. */
    function failInsertsOnce(code: string): void {
      const connect = dataSource.createQueryRunner.bind(dataSource);
      let failed = false;
      const spy = vi.spyOn(dataSource, 'createQueryRunner').mockImplementation((mode) => {
        const runner = connect(mode);
        const query = runner.query.bind(runner) as (...args: unknown[]) => Promise<never>;
        runner.query = async (sql: string, ...rest: unknown[]): Promise<never> => {
          if (failed || !sql.startsWith('INSERT')) return query(sql, ...rest);
          failed = true;
          throw new QueryFailedError(sql, [], Object.assign(new Error('failed'), { code }));
        };
        return runner;
      });
      onTestFinished(() => spy.mockRestore());
    }

    describe('the migration', () => {
      it('makes the table that the entity describes, and takes it away again', async () => {
        const fresh = await create();
        const other = await new DataSource({
          ...fresh.options,
          entities: [ChatUserNumber],
          migrations: [CreateChatUserNumber1767225600000],
          entityPrefix: 'site_',
        }).initialize();
        onTestFinished(async () => {
          await other.destroy();
          await fresh.drop();
        });

        await other.runMigrations();
        expect((await other.driver.createSchemaBuilder().log()).upQueries).toStrictEqual([]);
        expect(isUserId(await new ChatUserNumbers(other).numberOf('a'))).toBe(true);

        await other.undoLastMigration();
        expect(await other.createQueryRunner().hasTable('site_chat_user_number')).toBe(false);
      });
    });

    describe('numberOf', () => {
      it.each([
        randomUUID(),
        randomBytes(12).toString('hex'),
        'auth0|5f7c8ec7c33c6c004bbafe82',
        'x'.repeat(255),
        "';--",
      ])('gives %s a number, once', async (id) => {
        const number = await numbers.numberOf(id);

        expect(isUserId(number)).toBe(true);
        expect(await numbers.numberOf(id)).toBe(number);
        expect(await numbers.memberIdOf(number)).toBe(id);
      });

      it('gives an integer the number of its text', async () => {
        const number = await numbers.numberOf('1801234567890123457');

        expect(await numbers.numberOf(1_801_234_567_890_123_457n)).toBe(number);
        expect(await numbers.numberOf(7)).toBe(await numbers.numberOf('7'));
        expect(await rows()).toHaveLength(2);
      });

      it('takes ids in another letter case for others', async () => {
        const ids = ['abc', 'ABC', 'Abc', 'abC'];
        const given = await numbers.numbersOf(ids);

        expect(new Set(given.values()).size).toBe(4);
        for (const id of ids) expect(await numbers.memberIdOf(given.get(id)!)).toBe(id);
      });

      it.each(['', 'a ', 'é', 1.5, 2 ** 60, 'x'.repeat(256)])(
        'refuses %o and gives nobody a number',
        async (id) => {
          await expect(numbers.numbersOf(['a', id])).rejects.toThrow(InvalidMemberIdError);
          expect(await rows()).toStrictEqual([]);
        },
      );

      it('draws again what somebody has', async () => {
        const taken = new DrawnNumbers(dataSource, [7, 7, 7, 8]);

        expect(await taken.numberOf('ada')).toBe(7);
        expect(await taken.numberOf('bob')).toBe(8);
        expect(await numbers.memberIdOf(7)).toBe('ada');
      });

      it('gives two members two numbers when it draws one for both', async () => {
        const given = await new DrawnNumbers(dataSource, [7, 7, 7, 8]).numbersOf(['ada', 'bob']);

        expect([...given]).toStrictEqual([
          ['ada', 7],
          ['bob', 8],
        ]);
      });

      it('says when no number is free, and leaves the others what they have', async () => {
        await new DrawnNumbers(dataSource, [7]).numberOf('ada');
        const full = new DrawnNumbers(
          dataSource,
          Array.from({ length: 1_000 }, () => 7),
        );

        await expect(full.numberOf('bob')).rejects.toThrow(
          expect.objectContaining({ code: 'ERR_CHAT_USER_NUMBER_NOT_GIVEN', memberId: 'bob' }),
        );
        expect(await rows()).toEqual([{ number: 7, memberId: 'ada' }]);
      });

      it('stays when the transaction around it is rolled back', async ({ skip }) => {
        skip(kind === 'SQLite', 'one connection for all');
        const runner = dataSource.createQueryRunner();
        await runner.startTransaction();
        const number = await numbers.numberOf('ada');
        await runner.rollbackTransaction();
        await runner.release();

        expect(await numbers.memberIdOf(number)).toBe('ada');
      });
    });

    describe('numbersOf', () => {
      it('needs one query for members who have numbers, and three for others', async () => {
        const ids = Array.from({ length: 1_000 }, () => randomUUID());

        const given = await numbers.numbersOf(ids);
        expect(log.take()).toHaveLength(3);
        expect(await numbers.numbersOf(ids)).toStrictEqual(given);
        expect(log.take()).toHaveLength(1);
        expect([...given.keys()]).toStrictEqual(ids);
        expect(new Set(given.values()).size).toBe(1_000);
      });

      it('asks nothing for nobody', async () => {
        expect(await numbers.numbersOf([])).toStrictEqual(new Map());
        expect(await numbers.memberIdsOf([])).toStrictEqual(new Map());
        expect(log.take()).toStrictEqual([]);
      });

      it('gives the same member one number, under each id as it was given', async () => {
        const given = await numbers.numbersOf(['7', 7, 7n]);

        expect([...given.keys()]).toStrictEqual(['7', 7, 7n]);
        expect(new Set(given.values()).size).toBe(1);
      });

      it('reads replicas, and writes to the master and reads there what it wrote', async () => {
        const connect = vi.spyOn(dataSource, 'createQueryRunner');
        onTestFinished(() => connect.mockRestore());

        await numbers.numberOf('ada');
        expect(connect.mock.calls).toStrictEqual([['slave'], ['master']]);
        await numbers.numberOf('ada');
        expect(connect.mock.calls.slice(2)).toStrictEqual([['slave']]);
      });

      it.each(['40P01', '40001', 'ER_LOCK_DEADLOCK'])(
        'tries again when the database says %s',
        async (code) => {
          failInsertsOnce(code);

          expect(await numbers.numbersOf(['ada', 'bob'])).toStrictEqual(
            new Map((await rows()).map(({ memberId, number }) => [memberId, number])),
          );
        },
      );

      it('does not when it says something else', async () => {
        failInsertsOnce('ER_TABLEACCESS_DENIED_ERROR');

        await expect(numbers.numberOf('ada')).rejects.toThrow(QueryFailedError);
        expect(await rows()).toStrictEqual([]);
      });

      it('inserts in one order, so that two processes seldom wait for each other', async () => {
        await numbers.numbersOf(['b', 'C', 'a', 'c']);

        const insert = log.take().find(({ sql }) => sql.startsWith('INSERT'));
        expect(insert?.parameters.filter((value) => typeof value === 'string')).toStrictEqual([
          'C',
          'a',
          'b',
          'c',
        ]);
      });

      it('agrees with another process that asks at the same time', async () => {
        const other = await open(options);
        onTestFinished(() => other.destroy());
        const processes = [numbers, new ChatUserNumbers(other)];
        const ids = Array.from({ length: 300 }, () => randomUUID());
        const shuffled = () => ids.toSorted(() => Math.random() - 0.5).slice(0, 250);

        // No more calls at once than the pools have connections.
        const answers = await Promise.all(
          Array.from({ length: 16 }, (_, index) => processes[index % 2]!.numbersOf(shuffled())),
        );

        const kept = new Map((await rows()).map(({ memberId, number }) => [memberId, number]));
        expect(kept.size).toBe(300);
        for (const answer of answers) {
          expect(answer.size).toBe(250);
          for (const [id, number] of answer) expect(number).toBe(kept.get(id));
        }
      });
    });

    it.skipIf(kind !== 'MariaDB')(
      'refuses rather than takes two ids for one where the column does',
      async () => {
        const fresh = await create();
        const other = await new DataSource({
          ...fresh.options,
          entities: [ChatUserNumber],
          synchronize: true,
        }).initialize();
        onTestFinished(async () => {
          await other.destroy();
          await fresh.drop();
        });
        const folding = new ChatUserNumbers(other);
        const number = await folding.numberOf('abc');

        await expect(folding.numberOf('ABC')).rejects.toThrow(ChatUserNumberNotGivenError);
        expect(await folding.numberOf('abc')).toBe(number);
      },
    );

    describe.each<[string, EntityTarget<{ id: string; name: string }>, () => string]>([
      ['a UUID column', Uuided, randomUUID],
      ['UUIDs as text', UuidText, () => randomUUID().toUpperCase()],
      ['a transformer', Compact, randomUUID],
      [
        '64-bit numbers',
        Snowflake,
        () => String(randomBytes(8).readBigUInt64BE() >> (kind === 'SQLite' ? 11n : 1n)),
      ],
    ])('TypeOrmUserProvider over %s', (_, entity, anId) => {
      const provider = () =>
        new TypeOrmUserProvider(dataSource.getRepository(entity), {
          columns: { id: { numbered: 'id' }, name: 'name' },
          searchBy: ['name'],
        });

      async function save(...names: string[]): Promise<string[]> {
        const members = dataSource.getRepository(entity);
        await members.clear();
        const saved = names.map((name) => ({ id: anId(), name }));
        await members.insert(saved);
        log.take();
        return saved.map(({ id }) => id);
      }

      it('reads members by their numbers, with two queries', async () => {
        const ids = await save('Ada', 'Bob', 'Cleo');
        const given = await numbers.numbersOf(ids);
        const [ada, bob] = ids.map((id) => given.get(id)!) as [UserId, UserId];
        log.take();

        const users = await provider().findByIds([bob, ada]);

        expect(log.take()).toHaveLength(2);
        expect(users.toSorted((a, b) => (a.name < b.name ? -1 : 1))).toStrictEqual([
          { id: ada, name: 'Ada' },
          { id: bob, name: 'Bob' },
        ]);
      });

      it('leaves out who has gone, and keeps their number', async () => {
        const [ada] = (await save('Ada')) as [string];
        const number = await numbers.numberOf(ada);
        await dataSource.getRepository(entity).delete(ada);

        expect(await provider().findByIds([number, 999_999_999])).toStrictEqual([]);
        expect(await numbers.memberIdOf(number)).toBe(ada);
      });

      it('asks for no members where nobody has the numbers', async () => {
        await save('Ada');

        expect(await provider().findByIds([7])).toStrictEqual([]);
        expect(log.take()).toHaveLength(1);
      });

      it('gives a number to whom a search finds', async () => {
        const [ada] = (await save('Ada', 'Bob', 'Adam')) as [string];
        const number = await numbers.numberOf(ada);

        const found = (await provider().search?.('AD', 10)) ?? [];

        expect(found.map(({ name }) => name)).toStrictEqual(['Ada', 'Adam']);
        expect(found[0]?.id).toBe(number);
        expect(await provider().findByIds([found[1]!.id])).toStrictEqual([found[1]]);
        expect(await rows()).toHaveLength(2);
      });
    });

    it('reads who is there, though the numbers of others are no UUIDs', async () => {
      const id = randomUUID();
      await dataSource.getRepository(Uuided).insert({ id, name: 'Ada' });
      const given = await numbers.numbersOf([id, 'robot-7', '42']);
      const provider = new TypeOrmUserProvider(dataSource.getRepository(Uuided), {
        columns: { id: { numbered: 'id' }, name: 'name' },
      });

      expect(await provider.findByIds([...given.values()])).toStrictEqual([
        { id: given.get(id), name: 'Ada' },
      ]);
    });

    it.skipIf(kind !== 'SQLite')('leaves out who has an id that the driver rounds', async () => {
      const id = 9_007_199_254_740_993n;
      await dataSource.getRepository(Snowflake).insert({ id: String(id), name: 'Rounded' });
      const provider = new TypeOrmUserProvider(dataSource.getRepository(Snowflake), {
        columns: { id: { numbered: 'id' }, name: 'name' },
        searchBy: ['name'],
      });

      expect(await provider.findByIds([await numbers.numberOf(id)])).toStrictEqual([]);
      expect(await provider.search?.('rounded', 5)).toStrictEqual([]);
      expect(await rows()).toHaveLength(1);
    });

    it('is nobody whose id differs in letter case from the one that has the number', async () => {
      const id = randomUUID();
      await dataSource.getRepository(Uuided).insert({ id, name: 'Ada' });
      const number = await numbers.numberOf(id.toUpperCase());
      const provider = new TypeOrmUserProvider(dataSource.getRepository(Uuided), {
        columns: { id: { numbered: 'id' }, name: 'name' },
      });

      expect(await provider.findByIds([number])).toStrictEqual([]);
    });
  });
});

describe('ChatUserNumbers', () => {
  it('is not made before its entity is registered', async () => {
    const dataSource = await new DataSource({
      type: 'better-sqlite3',
      database: ':memory:',
      entities: [Uuided],
    }).initialize();
    onTestFinished(() => dataSource.destroy());
    const repository = dataSource.getRepository(Uuided);

    expect(() => new ChatUserNumbers(dataSource)).toThrow(/ChatUserNumber/);
    expect(
      () => new TypeOrmUserProvider(repository, { columns: { id: { numbered: 'id' }, name: 'name' } }),
    ).toThrow(/ChatUserNumber/);
  });
});
