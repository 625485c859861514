/** A login and a password, as entered by the user. */
export interface Credentials {
  readonly login: string;
  readonly password: string;
}

/** Reads the credentials from a request body. Missing or invalid values become empty strings, which never match. */
export function readCredentials(body: unknown): Credentials {
  const { login, password } = Object(body) as Record<string, unknown>;
  return { login: text(login), password: text(password) };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
