import { DataSource } from 'typeorm';
import { loadConfig } from './src/config/load-config.js';
import { dataSourceOptions } from './src/database/data-source-options.js';

// Used by the TypeORM CLI, for example `npx typeorm migration:show --dataSource dist/ormconfig.js`.
export default new DataSource({ ...dataSourceOptions(await loadConfig()), migrationsRun: false });
