import { ConsoleLogger } from '@nestjs/common';

/** Nest's logger without the error that aborts the start, because `main.ts` logs this error itself. */
export class StartLogger extends ConsoleLogger {
  override error(...line: [message: unknown, ...rest: unknown[]]): void {
    if (line.at(-1) !== 'ExceptionHandler') super.error(...line);
  }
}
