import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { CircuitBreaker } from '../../async/circuit-breaker.js';
import { isPlainObject } from '../../text/describe.js';
import { readToken, type AccountTokens, type TokenStore } from './tokens.js';

/** The part of a Keyv instance that is used, so that any version of Keyv works. */
export interface KeyvTokenStore {
  /** Resolves to the value; `undefined` if there is none. */
  get(key: string): Promise<unknown>;
  /** Stores a value for `ttl` milliseconds. */
  set(key: string, value: string, ttl: number): Promise<unknown>;
  /** Deletes a value. */
  delete(key: string): Promise<unknown>;
}

/** The account whose tokens are stored, and the server that issued them. */
export interface TokenOwner {
  readonly baseUrl: string;
  readonly id: string;
  readonly platform: number | string;
  readonly secret: string;
}

const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Stores the tokens of an account in a store that the instances of the site share. They are encrypted with a key that
 * is derived from the account's secret, so that others who can read or write the store can neither use nor replace
 * them. While the store fails, each instance uses its own tokens.
 */
export class SharedTokenStore implements TokenStore {
  readonly #circuit = new CircuitBreaker(
    new Logger('ChatBroChats'),
    'The store of the ChatBro tokens fails, so each instance uses its own tokens',
  );
  readonly #store: KeyvTokenStore;
  readonly #key: string;
  readonly #cipherKey: Buffer;

  constructor(store: KeyvTokenStore, { baseUrl, id, platform, secret }: TokenOwner) {
    const derive = (purpose: string): Buffer =>
      createHmac('sha256', secret)
        .update(JSON.stringify([purpose, baseUrl, id, String(platform)]))
        .digest();
    this.#store = store;
    this.#key = `chatbro-tokens:${derive('key of the store').toString('hex').slice(0, 32)}`;
    this.#cipherKey = derive('encryption');
  }

  async read(): Promise<AccountTokens | undefined> {
    const stored = await this.#circuit.run(() => this.#store.get(this.#key));
    return typeof stored === 'string' ? parseTokens(this.#decrypt(stored)) : undefined;
  }

  async write(tokens: AccountTokens, ttlMs: number): Promise<void> {
    const stored = this.#encrypt(JSON.stringify(tokens));
    await this.#circuit.run(() => this.#store.set(this.#key, stored, ttlMs));
  }

  async clear(): Promise<void> {
    await this.#circuit.run(() => this.#store.delete(this.#key));
  }

  #encrypt(text: string): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#cipherKey, iv);
    const encrypted = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), encrypted]).toString('base64');
  }

  /** Returns the text; `''` if it was not encrypted with this key. */
  #decrypt(stored: string): string {
    const bytes = Buffer.from(stored, 'base64');
    if (bytes.length < IV_BYTES + TAG_BYTES) return '';
    const tagEnd = IV_BYTES + TAG_BYTES;
    const decipher = createDecipheriv('aes-256-gcm', this.#cipherKey, bytes.subarray(0, IV_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAuthTag(bytes.subarray(IV_BYTES, tagEnd));
    try {
      return Buffer.concat([decipher.update(bytes.subarray(tagEnd)), decipher.final()]).toString('utf8');
    } catch {
      return '';
    }
  }
}

function parseTokens(text: string): AccountTokens | undefined {
  if (text === '') return undefined;
  const stored = JSON.parse(text) as AccountTokens;
  if (!isPlainObject(stored)) return undefined;
  const read = ({ value, expiresAt }: AccountTokens['access']) => readToken({ value, expiresIn: expiresAt });
  const [access, refresh] = [read(stored.access), read(stored.refresh)];
  return access && refresh && { access, refresh };
}
