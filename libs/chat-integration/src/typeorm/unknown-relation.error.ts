import { ChatIntegrationError } from '../chat-integration.errors.js';

/** An option of the TypeORM user provider names a relation that it cannot use; the application does not start. */
export class UnknownRelationError extends ChatIntegrationError {
  readonly code = 'ERR_CHAT_RELATION_UNKNOWN';

  /**
   * @param option the path of the option.
   * @param path the property path that was given.
   * @param entity the entity's name.
   * @param known the property paths of the relations that can be used.
   */
  constructor(
    readonly option: string,
    readonly path: string,
    readonly entity: string,
    readonly known: readonly string[],
  ) {
    super(
      `Expected \`${option}\` to be a many-to-many relation of ${entity} with itself, with one join column on each ` +
        `side, but got "${path}". Fix: ${known.length > 0 ? `use one of ${known.join(', ')}, or ` : ''}` +
        'extend TypeOrmUserProvider and write findFriends().',
    );
  }
}
