/** A login and a password, as someone typed them. */
export interface Credentials {
  readonly login: string;
  readonly password: string;
}

/** Reads the credentials out of a body; what is missing or is no text is blank, which is nobody's. */
export function readCredentials(body: unknown): Credentials {
  const { login, password } = Object(body) as Record<string, unknown>;
  return { login: text(login), password: text(password) };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
