import { ConfigModule } from '@nestjs/config';
import type { DemoConfig } from './demo-config.js';
import { parseEnvironment } from './parse-environment.js';

/**
 * Loads the configuration from `.env` and the environment variables, which take precedence. It selects the HTTP
 * adapter, so it is loaded before the application is created.
 *
 * @throws {EnvironmentError} If a variable is invalid.
 */
export async function loadConfig(): Promise<DemoConfig> {
  await ConfigModule.forRoot();
  return parseEnvironment(process.env);
}
