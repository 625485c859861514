import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';

export class CreateTopics1700000001000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // The same charset as in the members table.
    const isMysql = ['mysql', 'mariadb'].includes(queryRunner.connection.options.type);
    const charset = isMysql ? { charset: 'utf8mb4', collation: 'utf8mb4_unicode_520_ci' } : {};

    await queryRunner.createTable(
      new Table({
        name: 'topics',
        columns: [
          { name: 'id', type: 'integer', isPrimary: true },
          { name: 'title', type: 'varchar', length: '120', ...charset },
          { name: 'body', type: 'text', ...charset },
        ],
      }),
      // Several instances may start at the same time.
      true,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('topics');
  }
}
