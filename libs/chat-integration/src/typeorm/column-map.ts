import type { EntityMetadata } from 'typeorm';
import type { ChatUser } from '../users/chat-user.js';
import { InvalidUserIdError, isUserId, parseUserId, type UserId } from '../users/user-id.js';
import type { ComputedField } from './from.js';
import type { ChatUserColumns } from './typeorm-user-provider.options.js';
import { UnknownColumnError } from './unknown-column.error.js';

/** What TypeORM knows of a column; it does not export the type by name. */
export type ColumnMetadata = EntityMetadata['columns'][number];

/** A column that is read. */
export interface MappedColumn {
  /** Its property path. */
  readonly path: string;
  /** Where it stands among the columns that are read. */
  readonly index: number;
  /** Its name in the result. */
  readonly alias: string;
  /** What TypeORM knows of it. */
  readonly metadata: ColumnMetadata;
}

/** A field of the chat user and the columns it comes from. */
export interface MappedField {
  readonly name: string;
  readonly columns: readonly MappedColumn[];
  /** Makes the field of a row's values. */
  readonly read: (values: RowValues) => unknown;
}

/** What to read of an entity, and how a chat user is made of it. */
export interface ColumnMap {
  /** Every column that is read, each once. */
  readonly columns: readonly MappedColumn[];
  readonly id: MappedColumn;
  /** Whether the id of the chat user is not the one in this column but the member's number. */
  readonly numbered: boolean;
  readonly name: MappedField;
  /** Every field but the id, so the name too. */
  readonly fields: readonly MappedField[];
}

/** The values of a row as the entity would hold them, by {@link MappedColumn.index}. */
export type RowValues = readonly unknown[];

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
  const columns = new Map<string, MappedColumn>();
  const map = (option: string, path: string): MappedColumn => {
    const column = columns.get(path) ?? {
      path,
      index: columns.size,
      alias: `c${columns.size}`,
      metadata: findColumn(entity, option, path),
    };
    columns.set(path, column);
    return column;
  };

  const numbered = typeof idSource === 'object';
  const id = numbered ? map('columns.id.numbered', idSource.numbered) : map('columns.id', idSource);
  if (!numbered && (id.metadata.type === 'uuid' || id.metadata.generationStrategy === 'uuid')) {
    throw new InvalidUserIdError(`the UUID in ${entity.name}.${id.path}`);
  }
  const nameField = mapField('name', name, map);
  const optional = Object.entries<FieldSource<Entity> | undefined>(others).flatMap(([field, source]) =>
    source === undefined ? [] : [mapField(field, source, map)],
  );
  return { columns: [...columns.values()], id, numbered, name: nameField, fields: [nameField, ...optional] };
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
export function readUser(map: ColumnMap, values: RowValues, idOf: ReadUserId): ChatUser | undefined {
  const id = idOf(values[map.id.index]);
  if (id === undefined) return undefined;
  const user: Record<string, unknown> = { id };
  for (const field of map.fields) user[field.name] = field.read(values) ?? null;
  return user as unknown as ChatUser;
}

/** The id of the chat user where the entity's own is a {@link UserId}. */
export const ownUserId: ReadUserId = (value) => {
  if (typeof value === 'string' || typeof value === 'bigint') return parseUserId(String(value));
  return isUserId(value) ? value : undefined;
};

type FieldSource<Entity> = string | ComputedField<Entity, unknown>;

function mapField<Entity>(
  name: string,
  source: FieldSource<Entity>,
  map: (option: string, path: string) => MappedColumn,
): MappedField {
  const option = `columns.${name}`;
  if (typeof source === 'object') {
    const columns = source.columns.map((path) => map(option, path));
    const read = (values: RowValues): unknown => {
      const named: Record<string, unknown> = {};
      for (const column of columns) named[column.path] = values[column.index];
      return source.read(named);
    };
    return { name, columns, read };
  }
  const column = map(option, source);
  return { name, columns: [column], read: (values) => values[column.index] };
}
