import { ConfigModule } from '@nestjs/config';
import type { DemoConfig } from './demo-config.js';
import { parseEnvironment } from './parse-environment.js';

/**
 * The configuration from `.env` and the environment, which wins. Read before the application is created,
 * because it decides which HTTP adapter that is created with.
 *
 * @throws {EnvironmentError} when a variable cannot be used.
 */
export async function loadConfig(): Promise<DemoConfig> {
  await ConfigModule.forRoot();
  return parseEnvironment(process.env);
}
