import type { ColumnPath, ColumnValue } from './column-path.js';

/** A field of the chat user that is computed from columns; made by {@link from}. */
export interface ComputedField<Entity, Value> {
  /** The columns that are read for it. */
  readonly columns: readonly ColumnPath<Entity>[];
  /** Computes the field from the values of these columns, by property path. */
  readonly read: (values: Readonly<Record<string, unknown>>) => Value;
}

/**
 * Computes a field of the chat user from columns. Only these columns are read.
 *
 * @param columns the property paths of the columns.
 * @param compute receives the values of the columns as the entity would hold them, by property path.
 * @example
 * ```ts
 * columns: {
 *   profileUrl: from(['slug'], ({ slug }) => `https://example.com/members/${slug}`),
 *   role: from(['isAdmin'], ({ isAdmin }) => (isAdmin ? 'admin' : 'user')),
 *   avatarUrl: from(['profile.avatar'], (member) => member['profile.avatar'] ?? DEFAULT_AVATAR),
 * }
 * ```
 */
export function from<Entity, const Path extends ColumnPath<Entity>, const Value>(
  columns: readonly Path[],
  compute: (values: { readonly [P in Path]: ColumnValue<Entity, P> }) => Value,
): ComputedField<Entity, Value> {
  return { columns, read: compute as ComputedField<Entity, Value>['read'] };
}
