import type { EntityMetadata } from 'typeorm';
import type { ChatUser } from '../users/chat-user.js';
import { InvalidUserIdError, isUserId, parseUserId, type UserId } from '../users/user-id.js';
import type { ComputedField } from './from.js';
import type { ChatUserColumns } from './typeorm-user-provider.options.js';
import { UnknownColumnError } from './unknown-column.error.js';

/** What TypeORM knows of a column; it does not export the type by name. */
export type ColumnMetadata = EntityMetadata['columns'][number];

/** A row of a result as the driver gives it: a value for each {@link MappedColumn.index}. */
export interface Row {
  readonly [index: number]: unknown;
}

/** A column that is read. */
export interface MappedColumn {
  /** Its property path. */
  readonly path: string;
  /** Where it stands among the columns that are read, and its name in the result. */
  readonly index: number;
  /** What TypeORM knows of it. */
  readonly metadata: ColumnMetadata;
  /** Its value in a row, as the entity would hold it. */
  readonly read: (row: Row) => unknown;
}

/** What to read of an entity, and how a chat user is made of it. */
export interface ColumnMap {
  /** Every column that is read, each once. */
  readonly columns: readonly MappedColumn[];
  readonly id: MappedColumn;
  /** Whether the id of the chat user is not the one in this column but the member's number. */
  readonly numbered: boolean;
  /** The columns that the name comes from. */
  readonly name: readonly MappedColumn[];
  /** Makes the chat user of a row, with the id of the entity. */
  readonly read: (row: Row) => Record<string, unknown>;
}

/** The id of the chat user whose entity has this id; `undefined` when there is none. */
export type ReadUserId = (value: unknown) => UserId | undefined;

/**
 * Resolves the columns of the options against an entity.
 *
 * @throws {UnknownColumnError} when a path names no column.
 * @throws {InvalidUserIdError} when the ids are UUIDs that are not numbered.
 */
export function mapColumns<Entity>(entity: EntityMetadata, options: ChatUserColumns<Entity>): ColumnMap {
  const { id: idSource, name, ...others } = options;
  const { driver } = entity.dataSource;
  const columns = new Map<string, MappedColumn>();
  const mapColumn = (option: string, path: string): MappedColumn => {
    const known = columns.get(path);
    if (known) return known;
    const index = columns.size;
    const metadata = findColumn(entity, option, path);
    const read = (row: Row): unknown => driver.prepareHydratedValue(row[index], metadata);
    const column = { path, index, metadata, read };
    columns.set(path, column);
    return column;
  };
  const mapField = (field: string, source: FieldSource<Entity>): MappedField => {
    const paths = typeof source === 'object' ? source.columns : [source];
    const named = paths.map((path) => mapColumn(`columns.${field}`, path));
    const readValues = objectReader(named.map(({ path, read }) => [path, read]));
    const read = typeof source === 'object' ? (row: Row) => source.read(readValues(row)) : named[0]!.read;
    return { columns: named, property: [field, (row) => read(row) ?? null] };
  };

  const numbered = typeof idSource === 'object';
  const id = numbered
    ? mapColumn('columns.id.numbered', idSource.numbered)
    : mapColumn('columns.id', idSource);
  if (!numbered && (id.metadata.type === 'uuid' || id.metadata.generationStrategy === 'uuid')) {
    throw new InvalidUserIdError(`the UUID in ${entity.name}.${id.path}`);
  }
  const nameField = mapField('name', name);
  const optional = Object.entries<FieldSource<Entity> | undefined>(others).flatMap(([field, source]) =>
    source === undefined ? [] : [mapField(field, source).property],
  );
  const read = objectReader([['id', id.read], nameField.property, ...optional]);
  return { columns: [...columns.values()], id, numbered, name: nameField.columns, read };
}

/**
 * Finds a column of an entity.
 *
 * @param option where the path stands in the options, for the error.
 * @throws {UnknownColumnError} when there is no column with this path.
 */
export function findColumn(entity: EntityMetadata, option: string, path: string): ColumnMetadata {
  const columns = entity.nonVirtualColumns;
  const found = columns.find((column) => column.propertyPath === path);
  if (found) return found;
  const known = columns.map((column) => column.propertyPath);
  throw new UnknownColumnError(option, path, entity.name, known);
}

/** Makes the chat user of a row; `undefined` when it has no id. */
export function readUser(map: ColumnMap, row: Row, idOf: ReadUserId): ChatUser | undefined {
  const id = idOf(map.id.read(row));
  if (id === undefined) return undefined;
  const user = map.read(row);
  user['id'] = id;
  return user as unknown as ChatUser;
}

/** The id of the chat user where the entity's own is a {@link UserId}. */
export const ownUserId: ReadUserId = (value) => {
  if (typeof value === 'string' || typeof value === 'bigint') return parseUserId(String(value));
  return isUserId(value) ? value : undefined;
};

type ReadValue = (row: Row) => unknown;
type Property = readonly [name: string, read: ReadValue];
type FieldSource<Entity> = string | ComputedField<Entity, unknown>;

/** A field of the chat user, but the id. */
interface MappedField {
  readonly columns: readonly MappedColumn[];
  readonly property: Property;
}

/** Makes objects of rows, with these properties. */
function objectReader(properties: readonly Property[]): (row: Row) => Record<string, unknown> {
  // Copied for each row: to fill an object that has its properties costs a fraction of adding them one by one.
  const blank: Record<string, unknown> = Object.fromEntries(properties.map(([name]) => [name, undefined]));
  return (row) => {
    const object = { ...blank };
    for (const [name, read] of properties) object[name] = read(row);
    return object;
  };
}
