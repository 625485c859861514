import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource, DataSourceOptions, EntityTarget, ObjectLiteral } from 'typeorm';
import type { ProviderOption } from '../chat-integration.options.js';
import type { UserId } from '../users/user-id.js';
import { TypeOrmUserProvider } from './typeorm-user-provider.js';
import type { TypeOrmUserProviderOptions } from './typeorm-user-provider.options.js';

/**
 * Creates the module's option `userProvider` from a TypeORM entity, with ids of any kind.
 *
 * The application does not start when a column ({@link UnknownColumnError}) or a relation
 * ({@link UnknownRelationError}) is unknown.
 *
 * @param entity the entity of the site's users, registered with the data source.
 * @param options how its columns become chat users.
 * @param dataSource the data source, or its name, as given to `TypeOrmModule.forRoot()`. @default the default data source
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
): ProviderOption<TypeOrmUserProvider<Entity, UserId>> {
  return {
    useFactory: (source: DataSource) => new TypeOrmUserProvider(source.getRepository(entity), options),
    inject: [getDataSourceToken(dataSource)],
  };
}
