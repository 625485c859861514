import type { EntityMetadata, ObjectLiteral, Repository, SelectQueryBuilder } from 'typeorm';
import { MAX_FRIENDS } from '../users/user-provider.js';
import { dataSourceOf } from './data-source-of.js';
import { UnknownRelationError } from './unknown-relation.error.js';

/** Adds to a query of `m` that only the friends of the user with the parameter `id` are read. */
export type SelectFriends<Entity extends ObjectLiteral> = (
  select: SelectQueryBuilder<Entity>,
) => SelectQueryBuilder<Entity>;

/**
 * Returns how the friends of a user are read through a many-to-many relation of the entity with itself. A friendship
 * has one row, regardless of who asked for it, so both directions are read.
 *
 * @param idPath the property path of the user's id.
 * @param idSql the SQL of the parameter `id`.
 * @throws {UnknownRelationError} when the property is not such a relation.
 */
export function friendsThrough<Entity extends ObjectLiteral>(
  repository: Repository<Entity>,
  property: string,
  idPath: string,
  idSql: string,
): SelectFriends<Entity> {
  const { metadata } = repository;
  const { table, columns, reference } = findJunction(metadata, property);
  const [first, second] = columns;
  const oneDirection = (mine: string, theirs: string): string =>
    dataSourceOf(repository.manager)
      .createQueryBuilder()
      .select(`f.${theirs}`, 'friend_id')
      .from(metadata.target, 'me')
      .innerJoin(table, 'f', `f.${mine} = me.${reference}`)
      .where(`me.${idPath} = ${idSql}`)
      .getQuery();
  // A derived table, which each database joins by the index of the reference; OR and IN (… UNION …) can scan all users.
  const friends = `(${oneDirection(first, second)} UNION ${oneDirection(second, first)})`;
  return (select) =>
    select
      .innerJoin(friends, 'friends', `friends.friend_id = m.${reference}`)
      .where(`m.${idPath} <> ${idSql}`)
      .limit(MAX_FRIENDS);
}

interface Junction {
  readonly table: string;
  /** The property paths of the two columns. */
  readonly columns: readonly [string, string];
  /** The property path of the column of the entity that both refer to. */
  readonly reference: string;
}

function findJunction(entity: EntityMetadata, property: string): Junction {
  const relations = entity.relations.filter(
    ({ isManyToMany, inverseEntityMetadata }) => isManyToMany && inverseEntityMetadata === entity,
  );
  const junction = relations.find(({ propertyPath }) => propertyPath === property)?.junctionEntityMetadata;
  const [[mine, ...others], [theirs]] = [junction?.ownerColumns ?? [], junction?.inverseColumns ?? []];
  const reference = mine?.referencedColumn?.propertyPath;
  if (
    !junction ||
    !mine ||
    !theirs ||
    reference === undefined ||
    others.length > 0 ||
    theirs.referencedColumn?.propertyPath !== reference
  ) {
    const known = relations.map(({ propertyPath }) => propertyPath);
    throw new UnknownRelationError('friends', property, entity.name, known);
  }
  return { table: junction.tablePath, columns: [mine.propertyPath, theirs.propertyPath], reference };
}
