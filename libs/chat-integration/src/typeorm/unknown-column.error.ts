import { ChatIntegrationError } from '../chat-integration.errors.js';

/** An option of the TypeORM user provider names a column that the entity does not have; the application does not start. */
export class UnknownColumnError extends ChatIntegrationError {
  readonly code = 'ERR_CHAT_COLUMN_UNKNOWN';

  /**
   * @param option the path of the option, for example `columns.avatarUrl`.
   * @param path the property path that was given.
   * @param entity the entity's name.
   * @param known the property paths of the entity's columns.
   */
  constructor(
    readonly option: string,
    readonly path: string,
    readonly entity: string,
    readonly known: readonly string[],
  ) {
    super(
      `Expected \`${option}\` to be a column of ${entity} but got "${path}". ` +
        `Fix: use one of ${known.join(', ')}. ` +
        'Relations are not followed: for columns of another table, extend TypeOrmUserProvider or write a UserProvider.',
    );
  }
}
