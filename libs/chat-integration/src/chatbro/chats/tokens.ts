import { isPlainObject } from '../../text/describe.js';

/** A token of a ChatBro account. */
export interface AccountToken {
  readonly value: string;
  /** When it expires, in Unix seconds; the vendor calls it `expiresIn`. */
  readonly expiresAt: number;
}

/** The tokens of a ChatBro account (`protocol/chatbro.md` section 3). */
export interface AccountTokens {
  readonly access: AccountToken;
  readonly refresh: AccountToken;
}

/** Stores the tokens of an account. Never rejects: tokens that cannot be read are `undefined`. */
export interface TokenStore {
  read(): Promise<AccountTokens | undefined>;
  /** @param ttlMs how long to store them, in milliseconds. */
  write(tokens: AccountTokens, ttlMs: number): Promise<void>;
  clear(): Promise<void>;
}

// A token is sent in a header.
const TOKEN = /^[\x21-\x7e]{1,4096}$/;

/** Reads a token of a response; `undefined` if it is not one. */
export function readToken(given: unknown): AccountToken | undefined {
  if (!isPlainObject(given)) return undefined;
  const { value, expiresIn } = given;
  if (typeof value !== 'string' || !TOKEN.test(value)) return undefined;
  if (!Number.isSafeInteger(expiresIn) || (expiresIn as number) <= 0) return undefined;
  return { value, expiresAt: expiresIn as number };
}
