import { Table, type MigrationInterface, type QueryRunner, type TableColumnOptions } from 'typeorm';

export class CreateMembers1700000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // MySQL's default charset may not support emoji, and its default collation may treat all emoji as equal.
    // The other databases do not support these options.
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
      // Several instances may start at the same time.
      true,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('members');
  }
}
