/** The environment cannot be used; the demo does not start. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';

  /** @param problems what is wrong with each variable, at least one. */
  constructor(readonly problems: readonly string[]) {
    super(
      `The demo cannot start with this environment:\n${problems.map((line) => `  - ${line}`).join('\n')}`,
    );
  }
}
