import { quote } from '../text/describe.js';

/** The part of a request that may contain credentials. */
export interface RequestWithHeaders {
  readonly headers?: Readonly<Record<string, unknown>>;
}

// Sessions of Express, Fastify, PHP, Java, .NET, Laravel, NextAuth and others, and cookies with a JWT.
const SESSION = /sess|token|jwt|auth(?!or)|(?:^|[^a-z])sid(?:$|[^a-z])/i;

/** Cookies of guests: tokens against request forgery, and sessions of analytics and support scripts. */
const NOT_SESSION = /[cx]srf|^_hj|^ai_|^_ga|intercom|^ajs_/i;

/**
 * Returns what in a request looks like the credentials of a signed-in visitor, as text for the log; never their value.
 * `undefined` if there is nothing.
 */
export function credentialsOf({ headers }: RequestWithHeaders): string | undefined {
  if (headers?.['authorization']) return 'the header Authorization';
  const cookies = headers?.['cookie'];
  if (typeof cookies !== 'string') return undefined;
  for (const cookie of cookies.split(';')) {
    const [name = '', value] = cookie.split('=', 2).map((part) => part.trim());
    if (value && SESSION.test(name) && !NOT_SESSION.test(name)) return `the cookie ${quote(name)}`;
  }
  return undefined;
}
