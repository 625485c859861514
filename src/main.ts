import { Logger } from '@nestjs/common';
import { loadConfig } from './config/load-config.js';
import { createApp } from './create-app.js';
import { greeting } from './greeting.js';
import { startErrorText } from './start-error.js';
import { StartLogger } from './start.logger.js';

/** When a shutdown must end, in milliseconds: shortly before Docker would kill the process. */
const EXIT_MS = 9_500;

const logger = new Logger('Demo');

for (const signal of ['SIGTERM', 'SIGINT']) {
  // A database that does not respond would otherwise keep the process running.
  process.once(signal, () => setTimeout(() => process.exit(1), EXIT_MS).unref());
}

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
