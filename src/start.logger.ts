import { ConsoleLogger } from '@nestjs/common';

/** Nest's logger, but without the error that aborts the start, which `main.ts` logs. */
export class StartLogger extends ConsoleLogger {
  override error(...line: [message: unknown, ...rest: unknown[]]): void {
    if (line.at(-1) !== 'ExceptionHandler') super.error(...line);
  }
}
