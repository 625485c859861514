import { ConsoleLogger } from '@nestjs/common';

/** Nest's own logger, but silent on the error that stops the start: that one is told by who catches it, once. */
export class StartLogger extends ConsoleLogger {
  override error(...line: [message: unknown, ...rest: unknown[]]): void {
    if (line.at(-1) !== 'ExceptionHandler') super.error(...line);
  }
}
