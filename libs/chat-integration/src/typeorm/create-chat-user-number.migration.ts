import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { MAX_MEMBER_ID_LENGTH } from './member-id.js';

/**
 * Makes the table of {@link ChatUserNumber}; needs no other table, so it may run at any place among the site's own.
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
    const { type } = queryRunner.dataSource.options;
    // MySQL's defaults take `abc` and `ABC` for one id; the other databases would not understand the options.
    const isMysql = ['mysql', 'mariadb'].includes(type);
    const charset = isMysql ? { charset: 'ascii', collation: 'ascii_bin' } : {};

    await queryRunner.createTable(
      new Table({
        name: tableName(queryRunner),
        columns: [
          { name: 'number', type: 'integer', isPrimary: true },
          { name: 'member_id', type: 'varchar', length: String(MAX_MEMBER_ID_LENGTH), ...charset },
        ],
        indices: [{ name: 'chat_user_number_member_id', columnNames: ['member_id'], isUnique: true }],
      }),
      // Two instances may start on the same new database.
      true,
    );
  }

  /** Takes every member's number away: those who come back get another, and their dialogs are lost to them. */
  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable(tableName(queryRunner));
  }
}

function tableName({ dataSource }: QueryRunner): string {
  return `${dataSource.options.entityPrefix ?? ''}chat_user_number`;
}
