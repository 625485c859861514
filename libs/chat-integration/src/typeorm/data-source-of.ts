import type { DataSource } from 'typeorm';

/** Returns the data source of an entity manager, query runner or entity: TypeORM 0.3 calls it `connection`. */
export function dataSourceOf(owner: {
  readonly dataSource?: DataSource;
  readonly connection?: DataSource;
}): DataSource {
  return owner.dataSource ?? owner.connection!;
}
