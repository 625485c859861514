/** Thrown when environment variables are invalid. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';

  /** @param problems The problem of each invalid variable; at least one. */
  constructor(readonly problems: readonly string[]) {
    super(
      `The demo cannot start because of invalid environment variables:\n${problems.map((line) => `  - ${line}`).join('\n')}`,
    );
  }
}
