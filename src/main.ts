import { Logger } from '@nestjs/common';
import { loadConfig } from './config/load-config.js';
import { createApp } from './create-app.js';
import { greeting } from './greeting.js';
import { startErrorText } from './start-error.js';
import { StartLogger } from './start.logger.js';

const logger = new Logger('Demo');

try {
  const config = await loadConfig();
  const app = await createApp(config, { logger: new StartLogger() });
  await app.listen(config.port);
  logger.log(greeting(config));
} catch (error) {
  logger.fatal(startErrorText(error));
  // Open database connections would keep the process running.
  process.exit(1);
}
