import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import type { DataSource, DataSourceOptions } from 'typeorm';
import type { ProviderOption } from '../chat-integration.options.js';
import { ChatUserNumber } from './chat-user-number.entity.js';
import { TypeOrmUserNumbers } from './typeorm-user-numbers.js';

/**
 * Creates the module's option `userNumbers` for ids that ImbaChat does not accept, such as UUIDs. It stores a number
 * for each user in the table of {@link ChatUserNumber}.
 *
 * With `autoLoadEntities: true` nothing else is required. Otherwise add {@link ChatUserNumber} to the `entities` of
 * the data source. Create the table with {@link CreateChatUserNumber1767225600000}.
 *
 * The application does not start when the data source does not have the entity (`InvalidOptionsError`).
 *
 * @param dataSource the data source, or its name, as given to `TypeOrmModule.forRoot()`. @default the default data source
 * @example
 * ```ts
 * ChatIntegrationModule.forRoot({
 *   imbachat: { … },
 *   userProvider: typeOrmUserProvider(Member, { columns: { id: 'id', name: 'displayName' } }),
 *   userNumbers: typeOrmUserNumbers(),
 * })
 * ```
 */
export function typeOrmUserNumbers(
  dataSource?: DataSource | DataSourceOptions | string,
): ProviderOption<TypeOrmUserNumbers> {
  return {
    useFactory: (source: DataSource) => new TypeOrmUserNumbers(source),
    inject: [getDataSourceToken(dataSource)],
    imports: [TypeOrmModule.forFeature([ChatUserNumber], dataSource)],
  };
}
