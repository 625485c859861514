/**
 * The property path of a column whose property may hold `Value`: `'displayName'`, or `'profile.avatar'` in an
 * embedded entity. The path of a column of a related entity is refused at start-up.
 */
export type ColumnPath<Entity, Value = unknown> = PathWithin<Entity, Value, [1, 1, 1]>;

/** What the property at a {@link ColumnPath} holds. */
export type ColumnValue<Entity, Path extends string> = Path extends keyof Entity
  ? Entity[Path]
  : Path extends `${infer Head extends keyof Entity & string}.${infer Rest}`
    ? ColumnValue<NonNullable<Entity[Head]>, Rest>
    : never;

// Entities can refer to each other in cycles, so the depth is limited: each element of `Depth` is one step.
type PathWithin<Type, Value, Depth extends readonly unknown[]> = Depth extends [unknown, ...infer Deeper]
  ? { [Key in keyof Type & string]-?: PathAt<Type[Key], Value, Key, Deeper> }[keyof Type & string]
  : never;

type PathAt<Property, Value, Key extends string, Deeper extends readonly unknown[]> =
  NonNullable<Property> extends (...args: never) => unknown
    ? never
    : | ([Property] extends [Value] ? Key : never)
      | (NonNullable<Property> extends Embedded
          ? `${Key}.${PathWithin<NonNullable<Property>, Value, Deeper>}`
          : never);

type Embedded = object & { [Symbol.iterator]?: never; [Symbol.toPrimitive]?: never };
