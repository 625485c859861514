import type { ObjectLiteral, Repository, SelectQueryBuilder } from 'typeorm';
import type { ChatUser } from '../users/chat-user.js';
import type { UserId } from '../users/user-id.js';
import { UserProvider } from '../users/user-provider.js';
import { findColumn, mapColumns, type ColumnMap, type Row } from './column-map.js';
import { dataSourceOf } from './data-source-of.js';
import { friendsThrough, type SelectFriends } from './friends-query.js';
import { idParameter } from './id-parameter.js';
import { LIKE_ESCAPE, likePattern } from './like-pattern.js';
import { fillSlots, idSlots, paddedLength } from './padded-ids.js';
import {
  isImpossibleValue,
  isMysql,
  isStorable,
  parameterList,
  readPossible,
  textParameter,
  type QueryParameter,
} from './query-parameter.js';
import type { TypeOrmUserProviderOptions } from './typeorm-user-provider.options.js';

type CompiledQuery = readonly [sql: string, parameters: unknown[]];

/**
 * A {@link UserProvider} for a TypeORM entity with ids of any kind: integers, UUIDs or other text. It reads only the
 * columns of its options, with one query per call. Soft-deleted rows are left out.
 *
 * It can `search` if {@link TypeOrmUserProviderOptions.searchBy} is given, and finds friends if
 * {@link TypeOrmUserProviderOptions.friends} is given. Extend it to add the login check; if the columns are all you need,
 * {@link typeOrmUserProvider} is shorter.
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
  readonly #idParameter: QueryParameter<UserId>;
  readonly #byIds = new Map<number, CompiledQuery>();

  /**
   * @param repository the entity's repository, of an initialized data source.
   * @throws {UnknownColumnError} when an option names a column that the entity does not have.
   * @throws {UnknownRelationError} when `friends` is not a many-to-many relation of the entity with itself.
   */
  constructor(repository: Repository<Entity>, options: TypeOrmUserProviderOptions<Entity>) {
    super();
    this.#repository = repository;
    this.#map = mapColumns(repository.metadata, options.columns);
    this.#idParameter = idParameter(this.#map.id.metadata);
    const searchBy: readonly string[] = options.searchBy ?? [];
    for (const [index, path] of searchBy.entries()) {
      findColumn(repository.metadata, `searchBy[${index}]`, path);
    }
    // An own property, because a method of the class would enable the search endpoint for every site. A subclass's own
    // search is kept.
    if (searchBy.length > 0) this.search ??= (query, limit) => this.#searchIn(searchBy, query, limit);
    if (options.friends !== undefined) {
      const selectFriends = friendsThrough(
        repository,
        options.friends,
        this.#map.id.path,
        this.#idParameter.sql(':id'),
      );
      this.findFriends ??= (id) => this.#findFriends(selectFriends, id);
    }
    this.#refuseImpossibleLogins();
  }

  override async findByIds(ids: readonly Id[]): Promise<ChatUser<Id>[]> {
    const values = ids.map((id) => this.#idParameter.value(id)).filter((value) => value !== undefined);
    if (values.length === 0) return [];
    return readPossible(values, (possible) => {
      const [sql, parameters] = this.#compiledFor(paddedLength(possible.length));
      return this.#read([sql, fillSlots(parameters, possible)]);
    });
  }

  override search?(query: string, limit: number): Promise<ChatUser<Id>[]>;

  override findFriends?(id: Id): Promise<ChatUser<Id>[]>;

  async #findFriends(selectFriends: SelectFriends<Entity>, id: Id): Promise<ChatUser<Id>[]> {
    const value = this.#idParameter.value(id);
    if (value === undefined) return [];
    return readPossible([value], ([possible]) =>
      this.#read(
        this.#ordered(selectFriends(this.#select())).setParameters({ id: possible }).getQueryAndParameters(),
      ),
    );
  }

  async #searchIn(paths: readonly string[], query: string, limit: number): Promise<ChatUser<Id>[]> {
    if (!isStorable(query)) return [];
    const { type } = dataSourceOf(this.#repository.manager).options;
    const columns = paths.map((path) => `m.${path}`);
    try {
      return await this.#readMatches(columns, query, limit);
    } catch (error) {
      if (!isImpossibleValue(error)) throw error;
      // MySQL refuses the query if one of the columns has a smaller character set. PostgreSQL has one per database.
      if (!isMysql(type)) return [];
      return this.#readMatches(
        columns.map((column) => `CONVERT(${column} USING utf8mb4)`),
        query,
        limit,
      );
    }
  }

  #readMatches(columns: readonly string[], query: string, limit: number): Promise<ChatUser<Id>[]> {
    const { sql, value } = textParameter(dataSourceOf(this.#repository.manager).options.type);
    const contains = columns.map(
      (column) => `LOWER(${column}) LIKE LOWER(${sql(':pattern')}) ESCAPE '${LIKE_ESCAPE}'`,
    );
    const select = this.#select()
      .where(contains.join(' OR '), { pattern: value(likePattern(query)) })
      .limit(limit);
    return this.#read(this.#ordered(select).getQueryAndParameters());
  }

  /** Orders by name. */
  #ordered(select: SelectQueryBuilder<Entity>): SelectQueryBuilder<Entity> {
    for (const { path } of [...this.#map.name, this.#map.id]) select.addOrderBy(`m.${path}`);
    return select;
  }

  /** Makes a subclass's `authenticate` return `null` for a login that the database cannot contain. */
  #refuseImpossibleLogins(): void {
    const { authenticate } = this;
    if (!authenticate) return;
    this.authenticate = async (login, ...others) => {
      if (!isStorable(login)) return null;
      try {
        return await authenticate.call(this, login, ...others);
      } catch (error) {
        if (isImpossibleValue(error)) return null;
        throw error;
      }
    };
  }

  #compiledFor(length: number): CompiledQuery {
    const known = this.#byIds.get(length);
    if (known) return known;
    const [list, parameters] = parameterList(this.#idParameter.sql, idSlots(length));
    const compiled = this.#select()
      .where(`m.${this.#map.id.path} IN (${list})`, parameters)
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
