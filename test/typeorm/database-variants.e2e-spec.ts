import { randomUUID } from 'node:crypto';
import {
  DataSource,
  DefaultNamingStrategy,
  EntitySchema,
  type EntitySchemaColumnOptions,
  type Repository,
} from 'typeorm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ChatUser, UserId } from 'nestjs-chat-integration';
import {
  ChatUserNumber,
  CreateChatUserNumber1767225600000,
  TypeOrmUserNumbers,
  TypeOrmUserProvider,
} from 'nestjs-chat-integration/typeorm';
import { databases, type TestDatabase } from '../support/databases.js';

interface Person {
  id: UserId;
  fullName: string;
  nickName: string;
  login: string;
}

/** The options of a data source that change names. */
interface Naming {
  readonly namingStrategy?: DefaultNamingStrategy;
  readonly entityPrefix?: string;
  readonly schema?: string;
}

const text = (options: Partial<EntitySchemaColumnOptions> = {}): EntitySchemaColumnOptions => ({
  type: 'varchar',
  length: 50,
  nullable: true,
  ...options,
});

/** Creates an entity with an id column of a type, and columns with options. */
function personEntity(
  id: EntitySchemaColumnOptions,
  columns: Partial<Record<keyof Person, EntitySchemaColumnOptions>> = {},
): EntitySchema<Person> {
  return new EntitySchema<Person>({
    name: 'Person',
    tableName: 'Site Person',
    columns: { id: { primary: true, ...id }, fullName: text(), nickName: text(), login: text(), ...columns },
  });
}

class SnakeCase extends DefaultNamingStrategy {
  override tableName(target: string, given: string | undefined): string {
    return snake(given ?? target);
  }

  override columnName(property: string, given: string | undefined, prefixes: string[]): string {
    return snake([...prefixes, given ?? property].join('_'));
  }
}

class UpperCase extends DefaultNamingStrategy {
  override tableName(target: string, given: string | undefined): string {
    return (given ?? target).toUpperCase();
  }

  override columnName(property: string, given: string | undefined, prefixes: string[]): string {
    return [...prefixes, given ?? property].join('$').toUpperCase();
  }
}

const snake = (name: string) =>
  name
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .replaceAll(' ', '_')
    .toLowerCase();

const SCHEMAS: Record<string, [string, Naming][]> = { PostgreSQL: [['a schema', { schema: 'Chat Schema' }]] };

const columns = { id: 'id', name: 'fullName' } as const;

describe.each(databases)('on $name', ({ name: kind, available, create }) => {
  describe.skipIf(!available)('a database', () => {
    let database: TestDatabase;
    let dataSource: DataSource | undefined;
    beforeAll(async () => {
      database = await create();
    });
    afterEach(async () => {
      await dataSource?.destroy();
      dataSource = undefined;
    });
    afterAll(() => database.drop());

    async function open(entity: EntitySchema<Person>, options: object = {}): Promise<Repository<Person>> {
      dataSource = await new DataSource({
        ...database.options,
        entities: [entity, ChatUserNumber],
        ...options,
      }).initialize();
      await dataSource.synchronize(true);
      return dataSource.getRepository(entity);
    }

    describe('with names of the host', () => {
      it.each<
        readonly [string, { schema?: string }, Partial<Record<keyof Person, EntitySchemaColumnOptions>>?]
      >([
        ['the default names', {}],
        ['snake case', { namingStrategy: new SnakeCase() }],
        ['upper case', { namingStrategy: new UpperCase() }],
        ['a prefix', { entityPrefix: 'app_' }],
        ['snake case and a prefix', { namingStrategy: new SnakeCase(), entityPrefix: 'App' }],
        [
          'names that need quotation marks',
          {},
          { id: { type: 'int', name: 'Order' }, fullName: text({ name: 'select from' }) },
        ],
        ...(SCHEMAS[kind] ?? []),
      ])('finds users with %s', async (_, options, named) => {
        const repository = await openWithSchema(
          options as Naming,
          named as Partial<Record<keyof Person, EntitySchemaColumnOptions>>,
        );
        await repository.insert([
          { id: 1, fullName: 'Ada', nickName: 'countess', login: 'ada' },
          { id: 2, fullName: 'Bob', nickName: 'builder', login: 'bob' },
        ]);
        const provider = new TypeOrmUserProvider<Person, UserId>(repository, {
          columns,
          searchBy: ['nickName', 'fullName'],
        });
        expect(await provider.findByIds([2, 3])).toEqual([{ id: 2, name: 'Bob' }]);
        expect(await provider.search!('NTES', 5)).toEqual([{ id: 1, name: 'Ada' }]);
      });

      it.each<[string, Naming]>([
        ['the default names', {}],
        ['upper case', { namingStrategy: new UpperCase() }],
        ['a prefix', { entityPrefix: 'app_' }],
        ...(SCHEMAS[kind] ?? []),
      ])('the migration creates the table of numbers with %s', async (_, options) => {
        await openWithSchema(options);
        const migration = new CreateChatUserNumber1767225600000();
        const runner = dataSource!.createQueryRunner();
        await migration.down(runner);
        await migration.up(runner);
        await runner.release();
        const numbers = new TypeOrmUserNumbers(dataSource!);
        const number = (await numbers.numbersOf(['ada'])).get('ada')!;
        expect(await numbers.idsOf([number])).toEqual(new Map([[number, 'ada']]));
      });

      async function openWithSchema(
        options: Naming,
        named: Partial<Record<keyof Person, EntitySchemaColumnOptions>> = {},
      ): Promise<Repository<Person>> {
        if (options.schema) {
          const admin = await new DataSource(database.options).initialize();
          await admin.query(`CREATE SCHEMA IF NOT EXISTS "${options.schema}"`);
          await admin.destroy();
        }
        const { id = { type: 'int' }, ...others } = named;
        return open(personEntity(id, others), options);
      }
    });

    describe('an id outside of the range of its column', () => {
      const TYPES: Record<typeof kind, EntitySchemaColumnOptions[]> = {
        SQLite: [{ type: 'int' }, { type: 'smallint' }, { type: 'bigint' }, { type: 'real' }],
        PostgreSQL: [
          { type: 'smallint' },
          { type: 'int' },
          { type: 'bigint' },
          { type: 'numeric', precision: 5, scale: 0 },
          { type: 'real' },
          { type: 'enum', enum: ['7', 'x'] },
          { type: 'char', length: 1 },
        ],
        MariaDB: [
          { type: 'tinyint' },
          { type: 'tinyint', unsigned: true },
          { type: 'smallint' },
          { type: 'mediumint' },
          { type: 'int', unsigned: true },
          { type: 'bigint' },
          { type: 'decimal', precision: 5, scale: 0 },
        ],
      };

      it.each(TYPES[kind])('is not found: %o', async (type) => {
        const repository = await open(personEntity(type));
        const isText = ['enum', 'char'].includes(String(type.type));
        await repository.insert({ id: isText ? '7' : 7, fullName: 'Ada' });
        const provider = new TypeOrmUserProvider<Person, UserId>(repository, { columns });
        const foreign = [
          8, 127, 128, 255, 256, 32_767, 32_768, 65_536, 99_999, 100_000, 16_777_216, 999_999_999,
        ];
        const others: UserId[] = [
          -1,
          2 ** 31,
          2 ** 32,
          Number.MAX_SAFE_INTEGER,
          '9'.repeat(60),
          'x7',
          randomUUID(),
        ];
        for (const id of [...foreign, ...others])
          expect(await provider.findByIds([id]), String(id)).toEqual([]);
        expect(await provider.findByIds([...foreign, 7, ...others])).toEqual([{ id: 7, name: 'Ada' }]);
      });
    });

    describe('a text that no column can contain', () => {
      it.each(['\0', 'A\0', '\ud800', 'A\udc00'])('is not found: %j', async (impossible) => {
        const repository = await open(personEntity({ type: 'varchar', length: 50 }));
        await repository.insert({ id: 'ada', fullName: 'Ada \ufffd', login: 'ada\ufffd' });
        await expectNotFound(repository, impossible);
        expect(await provider(repository).findByIds([impossible, 'ada'])).toEqual([
          { id: 'ada', name: 'Ada \ufffd' },
        ]);
      });
    });

    describe.skipIf(kind !== 'MariaDB')('with columns of a smaller character set', () => {
      it.each(['latin1', 'utf8mb3', 'ascii'])('finds nobody by other characters: %s', async (charset) => {
        const small = text({ charset });
        const repository = await open(
          personEntity({ ...small, nullable: false }, { fullName: small, nickName: small, login: small }),
        );
        await repository.insert({ id: 'ada', fullName: 'Ada?', nickName: '?', login: 'ada' });
        for (const query of ['🦊', 'a🦊', '🦊?']) await expectNotFound(repository, query);
        expect(await provider(repository).findByIds(['🦊', 'ada', '🦉'])).toEqual([
          { id: 'ada', name: 'Ada?' },
        ]);
        expect(await provider(repository).search!('?', 5)).toEqual([{ id: 'ada', name: 'Ada?' }]);
      });

      it('finds other characters in another column', async () => {
        const repository = await open(
          personEntity({ type: 'int' }, { nickName: text({ charset: 'latin1' }) }),
        );
        await repository.insert({ id: 1, fullName: 'Fox 🦊', nickName: 'fox' });
        expect(await provider(repository).search!('x 🦊', 5)).toEqual([{ id: 1, name: 'Fox 🦊' }]);
        expect(await provider(repository).search!('FOX', 5)).toEqual([{ id: 1, name: 'Fox 🦊' }]);
      });

      it('finds columns of several collations', async () => {
        const repository = await open(
          personEntity(
            { type: 'int' },
            {
              fullName: text({ collation: 'utf8mb4_bin' }),
              nickName: text({ collation: 'utf8mb4_unicode_ci' }),
            },
          ),
        );
        await repository.insert({ id: 1, fullName: 'Ada', nickName: 'Countess' });
        for (const query of ['ADA', 'countESS'])
          expect(await provider(repository).search!(query, 5)).toHaveLength(1);
      });

      it('does not depend on the character set of the connection', async () => {
        const repository = await open(personEntity({ type: 'int' }), { charset: 'latin1' });
        await dataSource!.query("INSERT INTO `Site Person` (id, fullName) VALUES (1, 'What?')");
        expect(await provider(repository).search!('🦊', 5)).toEqual([]);
        expect(await provider(repository).search!('what', 5)).toHaveLength(1);
      });
    });

    describe.skipIf(kind !== 'MariaDB')('with the SQL mode NO_BACKSLASH_ESCAPES', () => {
      const HOSTILE = ["'", "O'Neil", '\\', "\\'", "%' OR 1=1 -- ", "') OR (1=1) #", '"', '!%_', '🦊'];

      async function openInMode(entity: EntitySchema<Person>) {
        const repository = await open(entity);
        const { pool } = dataSource!.driver as unknown as {
          pool: { on(event: string, listener: (connection: { query(sql: string): void }) => void): void };
        };
        pool.on('connection', (connection) =>
          connection.query("SET SESSION sql_mode = CONCAT(@@sql_mode, ',NO_BACKSLASH_ESCAPES')"),
        );
        // Connections that are already open have the other mode.
        await Promise.all(Array.from({ length: 10 }, () => dataSource!.query('SELECT SLEEP(0.05)')));
        return repository;
      }

      it.each(HOSTILE)('searches for %j', async (query) => {
        const repository = await openInMode(personEntity({ type: 'int' }));
        const insert = "INSERT INTO `Site Person` (id, fullName) VALUES (1, 'Ada'), (2, _utf8mb4 ?)";
        await dataSource!.query(insert, [Buffer.from(`before ${query} after`)]);
        const found = await provider(repository).search!(query, 5);
        expect(found).toEqual([{ id: 2, name: `before ${query} after` }]);
      });

      it.each(["'", "x'OR(1)#", '\\', "\\'"])('finds text ids, and keeps their numbers: %j', async (id) => {
        const repository = await openInMode(personEntity({ type: 'varchar', length: 50 }));
        await dataSource!.query(
          "INSERT INTO `Site Person` (id, fullName) VALUES ('a', 'Ada'), (_utf8mb4 ?, 'Eve')",
          [Buffer.from(id)],
        );
        expect(await provider(repository).findByIds([id])).toEqual([{ id, name: 'Eve' }]);
        const numbers = new TypeOrmUserNumbers(dataSource!);
        const number = (await numbers.numbersOf([id, 'a'])).get(id)!;
        expect(await numbers.numbersOf([id])).toEqual(new Map([[id, number]]));
        expect(await numbers.idsOf([number])).toEqual(new Map([[number, id]]));
      });
    });

    describe.skipIf(kind !== 'PostgreSQL')('with another encoding', () => {
      it.each(['LATIN1', 'SQL_ASCII'])('finds nobody by other characters: %s', async (encoding) => {
        const name = `test_${randomUUID().replaceAll('-', '')}`;
        const admin = await new DataSource(database.options).initialize();
        await admin.query(
          `CREATE DATABASE "${name}" ENCODING '${encoding}' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0`,
        );
        try {
          const repository = await open(personEntity({ type: 'varchar', length: 50 }), { database: name });
          await repository.insert({ id: 'ada', fullName: 'Ada', login: 'ada' });
          for (const query of ['🦊', 'Ж', 'A🦊']) await expectNotFound(repository, query);
          expect(await provider(repository).findByIds(['🦊', 'ada', '🦉'])).toEqual([
            { id: 'ada', name: 'Ada' },
          ]);
          expect(await provider(repository).search!('AD', 5)).toEqual([{ id: 'ada', name: 'Ada' }]);
          const numbers = await new TypeOrmUserNumbers(dataSource!).numbersOf(['🦊', 'ada']);
          expect(numbers.get('ada')).toBeTypeOf('number');
        } finally {
          await dataSource?.destroy();
          dataSource = undefined;
          await admin.query(`DROP DATABASE "${name}" WITH (FORCE)`);
          await admin.destroy();
        }
      });
    });

    it('throws any other error of the database', async () => {
      const repository = await open(personEntity({ type: 'int' }));
      await repository.query(kind === 'MariaDB' ? 'DROP TABLE `Site Person`' : 'DROP TABLE "Site Person"');
      await expect(provider(repository).findByIds([1])).rejects.toThrow('Site Person');
      await expect(provider(repository).search!('ada', 1)).rejects.toThrow('Site Person');
      await expect(provider(repository).authenticate('ada', 'x', CONTEXT)).rejects.toThrow('Site Person');
    });
  });
});

const CONTEXT = { signal: new AbortController().signal };

class PeopleProvider extends TypeOrmUserProvider<Person, UserId> {
  constructor(private readonly people: Repository<Person>) {
    super(people, { columns, searchBy: ['fullName', 'nickName'] });
  }

  override async authenticate(login: string): Promise<ChatUser<UserId> | null> {
    const person = await this.people.findOneBy({ login });
    return person && { id: person.id, name: person.fullName };
  }
}

const provider = (repository: Repository<Person>) =>
  new PeopleProvider(repository) as PeopleProvider & {
    authenticate(login: string, password: string, context: object): Promise<ChatUser<UserId> | null>;
  };

/** Expects that a text is not found as an id, a name or a login. */
async function expectNotFound(repository: Repository<Person>, given: string): Promise<void> {
  expect(await provider(repository).findByIds([given])).toEqual([]);
  expect(await provider(repository).search!(given, 5)).toEqual([]);
  expect(await provider(repository).authenticate(given, 'x', CONTEXT)).toBeNull();
}
