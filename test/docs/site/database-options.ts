import type { TypeOrmModuleOptions } from '@nestjs/typeorm';

/** The database that the README's host has already. */
export const databaseOptions: TypeOrmModuleOptions = {
  type: 'better-sqlite3',
  database: ':memory:',
  synchronize: true,
};
