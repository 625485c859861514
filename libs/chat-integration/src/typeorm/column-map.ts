import type { EntityMetadata } from 'typeorm';
import type { ChatUser } from '../users/chat-user.js';
import { isUserId, toUserId, type UserId } from '../users/user-id.js';
import { dataSourceOf } from './data-source-of.js';
import type { ComputedField } from './from.js';
import type { ChatUserColumns } from './typeorm-user-provider.options.js';
import { UnknownColumnError } from './unknown-column.error.js';

/** The metadata of a column; TypeORM does not export the type by name. */
export type ColumnMetadata = EntityMetadata['columns'][number];

/** A row of a result as the driver returns it: a value for each {@link MappedColumn.index}. */
export interface Row {
  readonly [index: number]: unknown;
}

/** A column that is read. */
export interface MappedColumn {
  /** Its property path. */
  readonly path: string;
  /** Its position among the columns that are read, and its name in the result. */
  readonly index: number;
  readonly metadata: ColumnMetadata;
  /** Returns its value in a row, as the entity would hold it. */
  readonly read: (row: Row) => unknown;
}

/** Which columns of an entity are read, and how they become a chat user. */
export interface ColumnMap {
  /** Every column that is read, each once. */
  readonly columns: readonly MappedColumn[];
  readonly id: MappedColumn;
  /** The columns of the name. */
  readonly name: readonly MappedColumn[];
  /** Returns the chat users of rows; rows whose id is not a {@link UserId} are left out. */
  readonly readUsers: (rows: readonly Row[]) => ChatUser<UserId>[];
}

/**
 * Finds the columns of the options in an entity.
 *
 * @throws {UnknownColumnError} when a path is not a column.
 */
export function mapColumns<Entity>(entity: EntityMetadata, options: ChatUserColumns<Entity>): ColumnMap {
  const { id: idPath, name, ...others } = options;
  const { driver } = dataSourceOf(entity);
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
    const mapped = paths.map((path) => mapColumn(`columns.${field}`, path));
    const readValues = objectReader(mapped.map(({ path, read }) => [path, read]));
    const read = typeof source === 'object' ? (row: Row) => source.read(readValues(row)) : mapped[0]!.read;
    return { columns: mapped, property: [field, (row) => read(row) ?? null] };
  };

  const id = mapColumn('columns.id', idPath);
  const nameField = mapField('name', name);
  const optional = Object.entries<FieldSource<Entity> | undefined>(others).flatMap(([field, source]) =>
    source === undefined ? [] : [mapField(field, source).property],
  );
  const readUser = objectReader([['id', (row) => readId(id.read(row))], nameField.property, ...optional]);
  const readUsers = (rows: readonly Row[]): ChatUser<UserId>[] =>
    rows.map(readUser).filter((user) => user['id'] !== undefined) as unknown as ChatUser<UserId>[];
  return { columns: [...columns.values()], id, name: nameField.columns, readUsers };
}

/**
 * Finds a column of an entity.
 *
 * @param option the path of the option, for the error.
 * @throws {UnknownColumnError} when the entity does not have a column with this property path.
 */
export function findColumn(entity: EntityMetadata, option: string, path: string): ColumnMetadata {
  const columns = entity.nonVirtualColumns;
  const found = columns.find((column) => column.propertyPath === path);
  if (found) return found;
  const known = columns.map((column) => column.propertyPath);
  throw new UnknownColumnError(option, path, entity.name, known);
}

function readId(value: unknown): UserId | undefined {
  return typeof value === 'bigint' || isUserId(value) ? toUserId(value) : undefined;
}

type ReadValue = (row: Row) => unknown;
type Property = readonly [name: string, read: ReadValue];
type FieldSource<Entity> = string | ComputedField<Entity, unknown>;

/** A field of the chat user, except the id. */
interface MappedField {
  readonly columns: readonly MappedColumn[];
  readonly property: Property;
}

/** Returns a function that creates objects with these properties from rows. */
function objectReader(properties: readonly Property[]): (row: Row) => Record<string, unknown> {
  // Copied for each row: assigning to existing properties is several times faster than adding them one by one.
  const template: Record<string, unknown> = Object.fromEntries(properties.map(([name]) => [name, undefined]));
  return (row) => {
    const object = { ...template };
    for (const [name, read] of properties) object[name] = read(row);
    return object;
  };
}
