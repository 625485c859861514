import { ChatIntegrationError } from '../chat-integration.errors.js';

/** An option of the TypeORM user provider names what is no column of the entity; the application does not start. */
export class UnknownColumnError extends ChatIntegrationError {
  readonly code = 'ERR_CHAT_COLUMN_UNKNOWN';

  /**
   * @param option where the path stands, for example `columns.avatarUrl`.
   * @param path the property path that was given.
   * @param entity the entity's name.
   * @param known the property paths of the columns that the entity has.
   */
  constructor(
    readonly option: string,
    readonly path: string,
    readonly entity: string,
    readonly known: readonly string[],
  ) {
    super(
      `Expected \`${option}\` to name a column of ${entity}, but "${path}" is none. ` +
        `The columns are: ${known.join(', ')}. ` +
        'Relations are not followed: for what another table holds, extend TypeOrmUserProvider or write a UserProvider.',
    );
  }
}
