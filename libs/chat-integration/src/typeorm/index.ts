export type { ColumnPath, ColumnValue } from './column-path.js';
export { from, type ComputedField } from './from.js';
export { typeOrmUserProvider, type TypeOrmUserProviderDefinition } from './typeorm-user-provider.factory.js';
export type { ChatUserColumns, TypeOrmUserProviderOptions } from './typeorm-user-provider.options.js';
export { TypeOrmUserProvider } from './typeorm-user-provider.js';
export { UnknownColumnError } from './unknown-column.error.js';
