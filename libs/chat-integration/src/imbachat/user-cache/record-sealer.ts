import { createHmac, createSecretKey, hkdfSync, timingSafeEqual, type KeyObject } from 'node:crypto';
import type { CachedRecord } from './record-store.js';

/** The length of a code, in bytes: at least half of HMAC-SHA256 (RFC 2104 section 5), and without padding in base64. */
const MAC_BYTES = 18;
const MAC_LENGTH = (MAC_BYTES * 8) / 6;

/**
 * Writes records as text that only this site can write, because others may have access to a shared store. A code
 * authenticates the record, its user and when it expires, so a record cannot be changed, copied to another user or
 * served after its lifetime.
 */
export class RecordSealer {
  readonly #keys: readonly KeyObject[];
  readonly #context: string;

  /**
   * @param secretKeys the secret keys of the site; records are sealed with the first, and opened with all of them.
   * @param context separates the records of this site from those of other sites with the same secret key.
   */
  constructor(secretKeys: readonly string[], context: string) {
    this.#keys = secretKeys.map(derivedKey);
    this.#context = context;
  }

  /** @param expiresAt when the record expires, in milliseconds since 1970. */
  seal(number: number, record: CachedRecord, expiresAt: number): string {
    const sealed = `${expiresAt}:${record}`;
    return this.#mac(this.#keys[0]!, number, sealed).toString('base64url') + sealed;
  }

  /**
   * @param now the current time, in milliseconds since 1970.
   * @returns the record; `undefined` for any value that this site did not seal for this user, or that has expired.
   */
  open(number: number, value: unknown, now: number): CachedRecord | undefined {
    if (typeof value !== 'string') return undefined;
    const mac = Buffer.from(value.slice(0, MAC_LENGTH), 'base64url');
    const sealed = value.slice(MAC_LENGTH);
    if (mac.length !== MAC_BYTES) return undefined;
    if (!this.#keys.some((key) => timingSafeEqual(mac, this.#mac(key, number, sealed)))) return undefined;
    const colon = sealed.indexOf(':');
    return Number(sealed.slice(0, colon)) > now ? sealed.slice(colon + 1) : undefined;
  }

  #mac(key: KeyObject, number: number, sealed: string): Buffer {
    const text = `${this.#context}${number}:${sealed}`;
    return createHmac('sha256', key).update(text).digest().subarray(0, MAC_BYTES);
  }
}

/** Derives a key for this purpose alone, so that a sealed record is never a valid token. */
function derivedKey(secretKey: string): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', secretKey, '', 'imbachat.userCache', 32)));
}
