import type { TypeOrmModuleOptions } from '@nestjs/typeorm';

/** The database of the README's host. */
export const databaseOptions: TypeOrmModuleOptions = {
  type: 'better-sqlite3',
  database: ':memory:',
  synchronize: true,
};
