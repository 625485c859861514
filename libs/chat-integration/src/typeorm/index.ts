export { ChatUserNumber } from './chat-user-number.entity.js';
export { ChatUserNumberNotGivenError, ChatUserNumbers } from './chat-user-numbers.js';
export type { ColumnPath, ColumnValue } from './column-path.js';
export { CreateChatUserNumber1767225600000 } from './create-chat-user-number.migration.js';
export { from, type ComputedField } from './from.js';
export { InvalidMemberIdError, type MemberId } from './member-id.js';
export { typeOrmUserProvider, type TypeOrmUserProviderDefinition } from './typeorm-user-provider.factory.js';
export type {
  ChatUserColumns,
  NumberedId,
  TypeOrmUserProviderOptions,
} from './typeorm-user-provider.options.js';
export { TypeOrmUserProvider } from './typeorm-user-provider.js';
export { UnknownColumnError } from './unknown-column.error.js';
