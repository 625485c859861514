import type { ObjectLiteral, Repository, SelectQueryBuilder } from 'typeorm';
import type { ChatUser } from '../users/chat-user.js';
import type { UserId } from '../users/user-id.js';
import { UserProvider } from '../users/user-provider.js';
import { findColumn, mapColumns, type ColumnMap, type Row } from './column-map.js';
import { dataSourceOf } from './data-source-of.js';
import { idParameter, type ToParameter } from './id-parameter.js';
import { LIKE_ESCAPE, likePattern } from './like-pattern.js';
import { fillSlots, idSlots, paddedLength } from './padded-ids.js';
import type { TypeOrmUserProviderOptions } from './typeorm-user-provider.options.js';

type CompiledQuery = readonly [sql: string, parameters: unknown[]];

/**
 * A {@link UserProvider} for a TypeORM entity with ids of any kind: integers, UUIDs or other text. It reads only the
 * columns of its options, with one query per call. Soft-deleted rows are left out.
 *
 * It can `search` if {@link TypeOrmUserProviderOptions.searchBy} is given. Extend it to add the login check or
 * friends; if the columns are all you need, {@link typeOrmUserProvider} is shorter.
 *
 * @typeParam Id the type of the site's ids; give `string` for UUIDs.
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
export class TypeOrmUserProvider<
  Entity extends ObjectLiteral,
  Id extends UserId = number,
> extends UserProvider<Id> {
  // Hard-private, so that a subclass can have a property `repository`.
  readonly #repository: Repository<Entity>;
  readonly #map: ColumnMap;
  readonly #toParameter: ToParameter;
  readonly #byIds = new Map<number, CompiledQuery>();

  /**
   * @param repository the entity's repository, of an initialized data source.
   * @throws {UnknownColumnError} when an option names a column that the entity does not have.
   */
  constructor(repository: Repository<Entity>, options: TypeOrmUserProviderOptions<Entity>) {
    super();
    this.#repository = repository;
    this.#map = mapColumns(repository.metadata, options.columns);
    this.#toParameter = idParameter(this.#map.id.metadata);
    const searchBy: readonly string[] = options.searchBy ?? [];
    for (const [index, path] of searchBy.entries()) {
      findColumn(repository.metadata, `searchBy[${index}]`, path);
    }
    // An own property, because a method of the class would enable the search endpoint for every site. A subclass's own
    // search is kept.
    if (searchBy.length > 0) this.search ??= (query, limit) => this.#searchIn(searchBy, query, limit);
  }

  override async findByIds(ids: readonly Id[]): Promise<ChatUser<Id>[]> {
    const values = ids.map(this.#toParameter).filter((value) => value !== undefined);
    if (values.length === 0) return [];
    const [sql, parameters] = this.#compiledFor(paddedLength(values.length));
    return this.#read([sql, fillSlots(parameters, values)]);
  }

  override search?(query: string, limit: number): Promise<ChatUser<Id>[]>;

  async #searchIn(paths: readonly string[], query: string, limit: number): Promise<ChatUser<Id>[]> {
    // No name contains U+0000, and PostgreSQL refuses it in text.
    if (query.includes('\0')) return [];
    const contains = paths.map((path) => `LOWER(m.${path}) LIKE LOWER(:pattern) ESCAPE '${LIKE_ESCAPE}'`);
    const select = this.#select()
      .where(contains.join(' OR '), { pattern: likePattern(query) })
      .limit(limit);
    for (const { path } of [...this.#map.name, this.#map.id]) select.addOrderBy(`m.${path}`);
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
    // V8 stores properties whose names are numbers as an array, which drivers fill faster.
    for (const { path, index } of this.#map.columns) select.addSelect(`m.${path}`, String(index));
    return select;
  }

  /** Runs a query on the connection that `repository.find` would use, but does not create entities from the rows. */
  async #read([sql, parameters]: CompiledQuery): Promise<ChatUser<Id>[]> {
    const { manager } = this.#repository;
    const dataSource = dataSourceOf(manager);
    const runner =
      manager.queryRunner ?? dataSource.createQueryRunner(dataSource.defaultReplicationModeForReads());
    try {
      const { records } = await runner.query(sql, parameters, true);
      return this.#map.readUsers(records as Row[]) as ChatUser<Id>[];
    } finally {
      if (runner !== manager.queryRunner) await runner.release();
    }
  }
}
