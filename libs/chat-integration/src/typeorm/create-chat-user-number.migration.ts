import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { MAX_USER_ID_LENGTH } from '../users/user-id.js';
import { ChatUserNumber } from './chat-user-number.entity.js';
import { dataSourceOf } from './data-source-of.js';

/**
 * Creates the table of {@link ChatUserNumber}. It refers to no other table, so it can run before or after the site's
 * own migrations.
 *
 * @example
 * ```ts
 * new DataSource({
 *   …,
 *   entities: [Member, ChatUserNumber],
 *   migrations: [CreateChatUserNumber1767225600000, 'dist/migrations/*.js'],
 * })
 * ```
 */
export class CreateChatUserNumber1767225600000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // By default, MySQL treats `abc` and `ABC` as the same id. Other databases do not support these two options.
    const isMysql = /mysql|mariadb/.test(dataSourceOf(queryRunner).options.type);
    const charset = isMysql ? { charset: 'utf8mb4', collation: 'utf8mb4_bin' } : {};

    const { table, number, userId } = namesIn(queryRunner);

    await queryRunner.createTable(
      new Table({
        name: table,
        columns: [
          { name: number, type: 'integer', isPrimary: true },
          { name: userId, type: 'varchar', length: String(MAX_USER_ID_LENGTH), ...charset },
        ],
        indices: [{ name: 'chat_user_number_user_id', columnNames: [userId], isUnique: true }],
      }),
      // Two instances may start on the same new database.
      true,
    );
  }

  /** Drops the table. Users lose their numbers, and with them their dialogs. */
  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable(namesIn(queryRunner).table);
  }
}

/** Returns the names as the entity has them, because a naming strategy can change them. */
function namesIn(queryRunner: QueryRunner): { table: string; number: string; userId: string } {
  const dataSource = dataSourceOf(queryRunner);
  if (!dataSource.hasMetadata(ChatUserNumber)) {
    const prefix = dataSource.options.entityPrefix ?? '';
    return { table: `${prefix}chat_user_number`, number: 'number', userId: 'user_id' };
  }
  const entity = dataSource.getMetadata(ChatUserNumber);
  const nameOf = (property: string): string => entity.findColumnWithPropertyName(property)!.databaseName;
  return { table: entity.tablePath, number: nameOf('number'), userId: nameOf('userId') };
}
