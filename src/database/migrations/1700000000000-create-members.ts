import { Table, type MigrationInterface, type QueryRunner, type TableColumnOptions } from 'typeorm';

export class CreateMembers1700000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // MySQL's defaults may be a charset without emoji or a collation that takes all of them for one; the other
    // databases would not understand the options.
    const isMysql = ['mysql', 'mariadb'].includes(queryRunner.connection.options.type);
    const charset = isMysql ? { charset: 'utf8mb4', collation: 'utf8mb4_unicode_520_ci' } : {};
    const text = (name: string, length: number, options: Partial<TableColumnOptions> = {}) => ({
      name,
      type: 'varchar',
      length: String(length),
      ...charset,
      ...options,
    });

    await queryRunner.createTable(
      new Table({
        name: 'members',
        columns: [
          { name: 'id', type: 'integer', isPrimary: true },
          text('login', 40),
          text('name', 120),
          text('email', 120),
          text('password_hash', 200),
          text('avatar_path', 120, { isNullable: true }),
          { name: 'last_login_at', type: 'bigint', isNullable: true },
          text('badge', 40, { isNullable: true }),
          text('role', 5),
          text('name_color', 9, { isNullable: true }),
          { name: 'moderation', type: 'text', isNullable: true },
        ],
        indices: [{ name: 'members_login', columnNames: ['login'], isUnique: true }],
      }),
      // Two instances may start on the same new database.
      true,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('members');
  }
}
