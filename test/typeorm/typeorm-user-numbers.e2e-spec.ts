import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource, QueryFailedError, type DataSourceOptions } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { InvalidOptionsError, type UserId } from 'nestjs-chat-integration';
import {
  ChatUserNumber,
  CreateChatUserNumber1767225600000,
  TypeOrmUserNumbers,
  UserNumberNotAssignedError,
} from 'nestjs-chat-integration/typeorm';
import { databases, type TestDatabase } from '../support/databases.js';
import { Uuided } from './entities.js';
import { QueryLog } from './query-log.js';

/** Tries the given numbers first. */
class GivenNumbers extends TypeOrmUserNumbers {
  constructor(
    dataSource: DataSource,
    private readonly given: number[],
  ) {
    super(dataSource);
  }

  protected override randomNumber(): number {
    return this.given.shift() ?? super.randomNumber();
  }
}

describe.each(databases)('TypeOrmUserNumbers on $name', ({ name: kind, available, create }) => {
  describe.skipIf(!available)('a temporary database', () => {
    const log = new QueryLog();
    let folder: string;
    let database: TestDatabase;
    let options: DataSourceOptions;
    let dataSource: DataSource;
    let numbers: TypeOrmUserNumbers;

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'numbers-'));
      database = await create();
      // Two data sources can share a file, but not a database in memory.
      const file = kind === 'SQLite' ? { database: join(folder, 'users.sqlite') } : {};
      options = { ...database.options, ...file, logger: log } as DataSourceOptions;
      dataSource = await open(options);
      await dataSource.runMigrations();
      numbers = new TypeOrmUserNumbers(dataSource);
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
        entities: [ChatUserNumber],
        migrations: [CreateChatUserNumber1767225600000],
      }).initialize();
    }

    async function openNew(given: Partial<DataSourceOptions>): Promise<DataSource> {
      const fresh = await create();
      const other = await open({ ...fresh.options, ...given } as DataSourceOptions);
      onTestFinished(async () => {
        await other.destroy();
        await fresh.drop();
      });
      return other;
    }

    async function rows(): Promise<ChatUserNumber[]> {
      return dataSource.getRepository(ChatUserNumber).find();
    }

    async function numberOf(id: UserId, from: TypeOrmUserNumbers = numbers): Promise<number> {
      return (await from.numbersOf([id])).get(id)!;
    }

    async function idOf(number: number): Promise<UserId | undefined> {
      return (await numbers.idsOf([number])).get(number);
    }

    /** Makes the next INSERT fail with a code of the database. */
    function failNextInsert(code: string): void {
      const createQueryRunner = dataSource.createQueryRunner.bind(dataSource);
      let failed = false;
      const spy = vi.spyOn(dataSource, 'createQueryRunner').mockImplementation((mode) => {
        const runner = createQueryRunner(mode);
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

    it('has a migration that creates the table of the entity, and removes it', async () => {
      const other = await openNew({ entityPrefix: 'site_' });

      await other.runMigrations();
      expect((await other.driver.createSchemaBuilder().log()).upQueries).toStrictEqual([]);
      expect(await numberOf('a', new TypeOrmUserNumbers(other))).toBeTypeOf('number');

      await other.undoLastMigration();
      expect(await other.createQueryRunner().hasTable('site_chat_user_number')).toBe(false);
    });

    it.each<UserId>([
      randomUUID(),
      randomBytes(12).toString('hex'),
      'auth0|5f7c8ec7c33c6c004bbafe82',
      '1801234567890123457',
      '007',
      42,
      -1,
      "';--",
      'zoë@пример.рф',
      'x'.repeat(255),
      '王'.repeat(255),
      '🦉'.repeat(127),
    ])('assigns a number to %s once', async (id) => {
      const number = await numberOf(id);

      expect(number).toBeGreaterThan(0);
      expect(number).toBeLessThan(1_000_000_000);
      expect(await numberOf(id)).toBe(number);
      expect(await idOf(number)).toBe(id);
    });

    it('takes a number and its decimal text for the same user', async () => {
      const assigned = await numbers.numbersOf(['7', 7]);

      expect([...assigned.keys()]).toStrictEqual(['7', 7]);
      expect(new Set(assigned.values()).size).toBe(1);
      expect(await idOf(assigned.get('7')!)).toBe(7);
    });

    it.each([
      ['abc', 'ABC', 'Abc', 'abC'],
      ['\u00e9', 'e', '\u00c9', 'e\u0301'],
      ['ß', 'ss', 'ẞ'],
    ])('takes ids that look alike for different users: %s …', async (...ids) => {
      const assigned = await numbers.numbersOf(ids);

      expect(new Set(assigned.values()).size).toBe(ids.length);
      for (const id of ids) expect(await idOf(assigned.get(id)!)).toBe(id);
    });

    it('leaves out values that are not ids', async () => {
      const values = ['', 'a ', 'a\0', 1.5, 2 ** 60, 'x'.repeat(256), null] as UserId[];

      expect([...(await numbers.numbersOf(['a', ...values])).keys()]).toStrictEqual(['a']);
      expect(await rows()).toMatchObject([{ userId: 'a' }]);
    });

    it('leaves out unknown numbers', async () => {
      const number = await numberOf('ada');

      expect(await numbers.idsOf([1, number, 2])).toStrictEqual(new Map([[number, 'ada']]));
    });

    it('runs no query for nobody', async () => {
      expect(await numbers.numbersOf([])).toStrictEqual(new Map());
      expect(await numbers.idsOf([])).toStrictEqual(new Map());
      expect(log.take()).toStrictEqual([]);
    });

    it('runs one query when all users have a number, three when not', async () => {
      const ids = Array.from({ length: 1_000 }, () => randomUUID());

      const assigned = await numbers.numbersOf(ids);
      expect(log.take()).toHaveLength(3);
      expect(await numbers.numbersOf(ids)).toStrictEqual(assigned);
      expect(log.take()).toHaveLength(1);
      expect([...assigned.keys()]).toStrictEqual(ids);
      expect(new Set(assigned.values()).size).toBe(1_000);
    });

    it('tries another number when one is taken', async () => {
      const taken = new GivenNumbers(dataSource, [7, 7, 7, 8]);

      expect(await numberOf('ada', taken)).toBe(7);
      expect(await numberOf('bob', taken)).toBe(8);
      expect(await idOf(7)).toBe('ada');
    });

    it('assigns two numbers when both users get the same one at first', async () => {
      const assigned = await new GivenNumbers(dataSource, [7, 7, 7, 8]).numbersOf(['ada', 'bob']);

      expect([...assigned]).toStrictEqual([
        ['ada', 7],
        ['bob', 8],
      ]);
    });

    it('throws when no free number is found, and keeps the numbers of others', async () => {
      await numberOf('ada', new GivenNumbers(dataSource, [7]));
      const full = new GivenNumbers(
        dataSource,
        Array.from({ length: 1_000 }, () => 7),
      );

      await expect(numberOf('bob', full)).rejects.toThrow(
        expect.objectContaining({ code: 'ERR_CHAT_USER_NUMBER_NOT_ASSIGNED', userId: 'bob' }),
      );
      expect(await rows()).toEqual([{ number: 7, userId: 'ada' }]);
    });

    it('keeps a number when the surrounding transaction is rolled back', async ({ skip }) => {
      skip(kind === 'SQLite', 'there is only one connection');
      const runner = dataSource.createQueryRunner();
      await runner.startTransaction();
      const number = await numberOf('ada');
      await runner.rollbackTransaction();
      await runner.release();

      expect(await idOf(number)).toBe('ada');
    });

    it('reads from replicas, writes to the master and reads there after writing', async () => {
      const createQueryRunner = vi.spyOn(dataSource, 'createQueryRunner');
      onTestFinished(() => createQueryRunner.mockRestore());

      await numberOf('ada');
      expect(createQueryRunner.mock.calls).toStrictEqual([['slave'], ['master']]);
      await numberOf('ada');
      expect(createQueryRunner.mock.calls.slice(2)).toStrictEqual([['slave']]);
    });

    it.each(['40P01', '40001', 'ER_LOCK_DEADLOCK'])('tries again after the error %s', async (code) => {
      failNextInsert(code);

      expect(await numbers.numbersOf(['ada', 'bob'])).toStrictEqual(
        new Map((await rows()).map(({ userId, number }) => [userId, number])),
      );
    });

    it('does not try again after another error', async () => {
      failNextInsert('ER_TABLEACCESS_DENIED_ERROR');

      await expect(numberOf('ada')).rejects.toThrow(QueryFailedError);
      expect(await rows()).toStrictEqual([]);
    });

    it('inserts in the same order in every process', async () => {
      await numbers.numbersOf(['b', 'C', 'a', 'c']);

      const insert = log.take().find(({ sql }) => sql.startsWith('INSERT'));
      // On MariaDB, texts are literals in the SQL.
      const literals = [...insert!.sql.matchAll(/X'([0-9a-f]+)'/g)].map(([, hex]) =>
        Buffer.from(hex!, 'hex').toString(),
      );
      const parameters = insert!.parameters.filter((value) => typeof value === 'string');
      expect([...parameters, ...literals]).toStrictEqual(['C', 'a', 'b', 'c']);
    });

    it('assigns the same numbers as another process at the same time', async () => {
      const other = await open(options);
      onTestFinished(() => other.destroy());
      const processes = [numbers, new TypeOrmUserNumbers(other)];
      const ids = Array.from({ length: 300 }, () => randomUUID());
      const shuffled = () => ids.toSorted(() => Math.random() - 0.5).slice(0, 250);

      // At most as many calls at the same time as the pools have connections.
      const results = await Promise.all(
        Array.from({ length: 16 }, (_, index) => processes[index % 2]!.numbersOf(shuffled())),
      );

      const stored = new Map((await rows()).map(({ userId, number }) => [userId, number]));
      expect(stored.size).toBe(300);
      for (const result of results) {
        expect(result.size).toBe(250);
        for (const [id, number] of result) expect(number).toBe(stored.get(id as string));
      }
    });

    it.skipIf(kind !== 'MariaDB')(
      'throws rather than mixes two users up where the column is not case-sensitive',
      async () => {
        const mixing = new TypeOrmUserNumbers(await openNew({ synchronize: true }));
        const number = await numberOf('abc', mixing);

        await expect(numberOf('ABC', mixing)).rejects.toThrow(UserNumberNotAssignedError);
        expect(await numberOf('abc', mixing)).toBe(number);
      },
    );
  });
});

describe('TypeOrmUserNumbers', () => {
  it('requires its entity in the data source', async () => {
    const dataSource = await new DataSource({
      type: 'better-sqlite3',
      database: ':memory:',
      entities: [Uuided],
    }).initialize();
    onTestFinished(() => dataSource.destroy());

    expect(() => new TypeOrmUserNumbers(dataSource)).toThrow(InvalidOptionsError);
    expect(() => new TypeOrmUserNumbers(dataSource)).toThrow(
      /userNumbers: expected .* Fix: add ChatUserNumber .* or set `autoLoadEntities: true`/,
    );
  });
});
