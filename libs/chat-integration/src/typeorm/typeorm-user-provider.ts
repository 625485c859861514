import type { ObjectLiteral, Repository, SelectQueryBuilder } from 'typeorm';
import type { ChatUser } from '../users/chat-user.js';
import type { UserId } from '../users/user-id.js';
import { UserProvider } from '../users/user-provider.js';
import { findColumn, mapColumns, readUser, type ColumnMap } from './column-map.js';
import { LIKE_ESCAPE, likePattern } from './like-pattern.js';
import { fillSlots, idSlots, paddedLength } from './padded-ids.js';
import type { TypeOrmUserProviderOptions } from './typeorm-user-provider.options.js';

type CompiledQuery = readonly [sql: string, parameters: readonly unknown[]];

/**
 * A ready {@link UserProvider} over a TypeORM entity: reads the mapped columns, nothing else, with one query a
 * call, and leaves soft-deleted rows out. A row whose id is no chat user's id (see {@link UserId}) is left out too.
 *
 * It can `search` when {@link TypeOrmUserProviderOptions.searchBy} is given. Extend it to add the login check
 * or friends; when the mapping is all you need, {@link typeOrmUserProvider} is shorter.
 *
 * @example
 * ```ts
 * @Injectable()
 * class MembersUserProvider extends TypeOrmUserProvider<Member> {
 *   constructor(@InjectRepository(Member) private readonly members: Repository<Member>) {
 *     super(members, { columns: { id: 'id', name: 'displayName', avatarUrl: 'avatarUrl' } });
 *   }
 *
 *   override async authenticate(login: string, password: string): Promise<ChatUser | null> {
 *     const member = await this.members.findOneBy({ login });
 *     if (!member || !(await verify(member.passwordHash, password))) return null;
 *     const [user] = await this.findByIds([member.id]);
 *     return user ?? null;
 *   }
 * }
 * ```
 */
export class TypeOrmUserProvider<Entity extends ObjectLiteral> extends UserProvider {
  // Hard-private, so that a subclass may have a `repository` and so on of its own.
  readonly #repository: Repository<Entity>;
  readonly #map: ColumnMap;
  readonly #byIds = new Map<number, CompiledQuery>();

  /**
   * @param repository the entity's repository; its data source is initialized.
   * @throws {UnknownColumnError} when an option names what is no column of the entity.
   * @throws {InvalidUserIdError} when the entity's ids are UUIDs.
   */
  constructor(repository: Repository<Entity>, options: TypeOrmUserProviderOptions<Entity>) {
    super();
    this.#repository = repository;
    this.#map = mapColumns(repository.metadata, options.columns);
    const searchBy: readonly string[] = options.searchBy ?? [];
    for (const [index, path] of searchBy.entries()) {
      findColumn(repository.metadata, `searchBy[${index}]`, path);
    }
    // An own property, because a method of the class would switch the search endpoint on for everyone.
    // A subclass's own search stands.
    if (searchBy.length > 0) this.search ??= (query, limit) => this.#searchIn(searchBy, query, limit);
  }

  override async findByIds(ids: readonly UserId[]): Promise<ChatUser[]> {
    if (ids.length === 0) return [];
    const { driver } = this.#repository.manager.dataSource;
    const { metadata } = this.#map.id;
    const [sql, parameters] = this.#compiledFor(paddedLength(ids.length));
    const bound = ids.map((id): unknown => {
      const value: unknown = driver.preparePersistentValue(id, metadata);
      // Text compares well with columns of numbers and of text alike; a number does not on every database.
      return typeof value === 'number' ? String(value) : value;
    });
    return this.#read([sql, fillSlots(parameters, bound)]);
  }

  async #searchIn(paths: readonly string[], query: string, limit: number): Promise<ChatUser[]> {
    // No name holds U+0000, and PostgreSQL refuses it in text.
    if (query.includes('\0')) return [];
    const contains = paths.map((path) => `LOWER(m.${path}) LIKE LOWER(:pattern) ESCAPE '${LIKE_ESCAPE}'`);
    const select = this.#select()
      .where(contains.join(' OR '), { pattern: likePattern(query) })
      .limit(limit);
    for (const { alias } of [...this.#map.name.columns, this.#map.id]) select.addOrderBy(alias);
    return this.#read(select.getQueryAndParameters());
  }

  #compiledFor(length: number): CompiledQuery {
    const compiled =
      this.#byIds.get(length) ??
      this.#select()
        .where(`m.${this.#map.id.path} IN (:...ids)`, { ids: idSlots(length) })
        .getQueryAndParameters();
    this.#byIds.set(length, compiled);
    return compiled;
  }

  #select(): SelectQueryBuilder<Entity> {
    const select = this.#repository.createQueryBuilder('m').select([]);
    for (const { path, alias } of this.#map.columns) select.addSelect(`m.${path}`, alias);
    return select;
  }

  /** Runs the query where `repository.find` would, but makes chat users of the rows, not entities. */
  async #read([sql, parameters]: CompiledQuery): Promise<ChatUser[]> {
    const { columns } = this.#map;
    const { dataSource, queryRunner } = this.#repository.manager;
    const runner = queryRunner ?? dataSource.createQueryRunner(dataSource.defaultReplicationModeForReads());
    try {
      const result = await runner.query(sql, [...parameters], true);
      const rows: Record<string, unknown>[] = result.records;
      const users: ChatUser[] = [];
      for (const row of rows) {
        const values = columns.map(({ alias, metadata }): unknown =>
          dataSource.driver.prepareHydratedValue(row[alias], metadata),
        );
        const user = readUser(this.#map, values);
        if (user) users.push(user);
      }
      return users;
    } finally {
      if (runner !== queryRunner) await runner.release();
    }
  }
}
