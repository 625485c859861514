import type { ObjectLiteral, Repository, SelectQueryBuilder } from 'typeorm';
import type { ChatUser } from '../users/chat-user.js';
import type { UserId } from '../users/user-id.js';
import { UserProvider } from '../users/user-provider.js';
import { ChatUserNumbers } from './chat-user-numbers.js';
import {
  findColumn,
  mapColumns,
  ownUserId,
  readUser,
  type ColumnMap,
  type ReadUserId,
  type Row,
} from './column-map.js';
import { LIKE_ESCAPE, likePattern } from './like-pattern.js';
import { isUuid, memberIdText } from './member-id.js';
import { fillSlots, idSlots, paddedLength } from './padded-ids.js';
import type { TypeOrmUserProviderOptions } from './typeorm-user-provider.options.js';

type CompiledQuery = readonly [sql: string, parameters: unknown[]];

/**
 * A ready {@link UserProvider} over a TypeORM entity: reads the mapped columns, nothing else, with one query a
 * call, and leaves soft-deleted rows out. A row whose id is no chat user's id (see {@link UserId}) is left out too.
 *
 * Ids that the chat cannot hold, such as UUIDs, are turned into the members' numbers with `id: { numbered: … }`, which
 * takes a second query. Whoever a search finds is given a number.
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
  readonly #numbers: ChatUserNumbers | undefined;
  readonly #hasNumericIds: boolean;
  readonly #byIds = new Map<number, CompiledQuery>();

  /**
   * @param repository the entity's repository; its data source is initialized.
   * @throws {UnknownColumnError} when an option names what is no column of the entity.
   * @throws {InvalidUserIdError} when the entity's ids are UUIDs that are not numbered.
   */
  constructor(repository: Repository<Entity>, options: TypeOrmUserProviderOptions<Entity>) {
    super();
    this.#repository = repository;
    this.#map = mapColumns(repository.metadata, options.columns);
    this.#hasNumericIds = /int|number/.test(
      repository.manager.dataSource.driver.normalizeType(this.#map.id.metadata),
    );
    this.#numbers = this.#map.numbered ? new ChatUserNumbers(repository.manager.dataSource) : undefined;
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
    if (!this.#numbers) return this.#users(await this.#rowsWith(ids), ownUserId);
    const numbers = new Map<string, UserId>();
    const isUuidColumn = this.#map.id.metadata.type === 'uuid';
    for (const [number, memberId] of await this.#numbers.memberIdsOf(ids)) {
      // PostgreSQL would refuse the whole query for one id of another kind of member.
      if (!isUuidColumn || isUuid(memberId)) numbers.set(memberId, number);
    }
    return numbers.size === 0
      ? []
      : this.#users(await this.#rowsWith([...numbers.keys()]), numberIn(numbers));
  }

  async #searchIn(paths: readonly string[], query: string, limit: number): Promise<ChatUser[]> {
    // No name holds U+0000, and PostgreSQL refuses it in text.
    if (query.includes('\0')) return [];
    const contains = paths.map((path) => `LOWER(m.${path}) LIKE LOWER(:pattern) ESCAPE '${LIKE_ESCAPE}'`);
    const select = this.#select()
      .where(contains.join(' OR '), { pattern: likePattern(query) })
      .limit(limit);
    for (const { path } of [...this.#map.name, this.#map.id]) select.addOrderBy(`m.${path}`);
    const rows = await this.#rows(select.getQueryAndParameters());
    if (!this.#numbers) return this.#users(rows, ownUserId);
    const memberIds = rows.flatMap((row) => memberIdText(this.#map.id.read(row)) ?? []);
    return this.#users(rows, numberIn(await this.#numbers.numbersOf(memberIds)));
  }

  #rowsWith(ids: readonly (UserId | string)[]): Promise<Row[]> {
    const { driver } = this.#repository.manager.dataSource;
    const { metadata } = this.#map.id;
    const [sql, parameters] = this.#compiledFor(paddedLength(ids.length));
    const bound = ids.map((id): unknown => {
      const value: unknown = driver.preparePersistentValue(id, metadata);
      // A number does not compare well with a column of text on every database; text does with every column.
      return typeof value === 'number' && !this.#hasNumericIds ? String(value) : value;
    });
    return this.#rows([sql, fillSlots(parameters, bound)]);
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
    // Engines keep what has a number for its name as they keep arrays, which drivers fill faster.
    for (const { path, index } of this.#map.columns) select.addSelect(`m.${path}`, String(index));
    return select;
  }

  /** Runs the query where `repository.find` would, but makes no entities of the rows. */
  async #rows([sql, parameters]: CompiledQuery): Promise<Row[]> {
    const { dataSource, queryRunner } = this.#repository.manager;
    const runner = queryRunner ?? dataSource.createQueryRunner(dataSource.defaultReplicationModeForReads());
    try {
      const { records } = await runner.query(sql, parameters, true);
      return records as Row[];
    } finally {
      if (runner !== queryRunner) await runner.release();
    }
  }

  #users(rows: readonly Row[], idOf: ReadUserId): ChatUser[] {
    const users: ChatUser[] = [];
    for (const row of rows) {
      const user = readUser(this.#map, row, idOf);
      if (user) users.push(user);
    }
    return users;
  }
}

function numberIn(numbers: ReadonlyMap<string, UserId>): ReadUserId {
  // Databases may find a member by an id in another letter case; the map does not.
  return (value) => numbers.get(memberIdText(value) ?? '');
}
