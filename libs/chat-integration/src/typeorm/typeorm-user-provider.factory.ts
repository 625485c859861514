import type { FactoryProvider } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource, DataSourceOptions, EntityTarget, ObjectLiteral } from 'typeorm';
import { TypeOrmUserProvider } from './typeorm-user-provider.js';
import type { TypeOrmUserProviderOptions } from './typeorm-user-provider.options.js';

/** What {@link typeOrmUserProvider} returns, to be put at the module's option `userProvider`. */
export type TypeOrmUserProviderDefinition<Entity extends ObjectLiteral> = Required<
  Pick<FactoryProvider<TypeOrmUserProvider<Entity>>, 'useFactory' | 'inject'>
>;

/**
 * Makes the option `userProvider` of `ChatIntegrationModule` out of a TypeORM entity.
 *
 * The application does not start when a column is unknown ({@link UnknownColumnError}) or the ids are UUIDs that are
 * not numbered ({@link InvalidUserIdError}).
 *
 * @param entity the entity of the site's users, registered with the data source.
 * @param options how its columns become chat users.
 * @param dataSource the data source, or its name, as given to `TypeOrmModule.forRoot()`. @default the one without a name
 * @example
 * ```ts
 * ChatIntegrationModule.forRoot({
 *   imbachat: { … },
 *   userProvider: typeOrmUserProvider(Member, {
 *     columns: {
 *       id: 'id',
 *       name: 'displayName',
 *       avatarUrl: 'avatarUrl',
 *       profileUrl: from(['slug'], ({ slug }) => `https://example.com/members/${slug}`),
 *     },
 *     searchBy: ['displayName'],
 *   }),
 * })
 * ```
 */
export function typeOrmUserProvider<Entity extends ObjectLiteral>(
  entity: EntityTarget<Entity>,
  options: TypeOrmUserProviderOptions<Entity>,
  dataSource?: DataSource | DataSourceOptions | string,
): TypeOrmUserProviderDefinition<Entity> {
  return {
    useFactory: (source: DataSource) => new TypeOrmUserProvider(source.getRepository(entity), options),
    inject: [getDataSourceToken(dataSource)],
  };
}
