import { createHmac, type Hmac } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { InvalidOptionsError, VendorNotConfiguredError } from '../../chat-integration.errors.js';
import { assertText } from '../../http-client/text-argument.js';
import { IMBACHAT_OPTIONS, type ResolvedImbaChatOptions } from '../imbachat.options.js';

// Any choice between the keys would change the pipes, and so the rooms, at some step of the rotation.
const SEVERAL_KEYS =
  'expected a secret, because imbachat.secretKey has several keys, but got undefined. Fix: set it to the key that was ' +
  'the only one before the rotation.';

const MAX_KEY_LENGTH = 1_000;

/**
 * Derives the pipes by which ImbaChat identifies rooms (`protocol/imbachat.md` section 5), so that nobody can guess the
 * pipe of a private room.
 *
 * @example
 * ```ts
 * const pipe = this.roomPipes.of(`group:${group.id}`); // only for pages of the group's members
 * ```
 */
@Injectable()
export class RoomPipes {
  readonly #secrets: readonly string[];

  /** @internal Nest creates it. */
  constructor(@Inject(IMBACHAT_OPTIONS) options: ResolvedImbaChatOptions | null) {
    this.#secrets = [options?.roomSecret ?? options?.secretKey ?? []].flat();
  }

  /**
   * Returns the pipe of a room: 64 hexadecimal digits, always the same for a key.
   *
   * @param key the site's own key of the room, 1 to 1,000 characters; `42` and `'42'` are the same key.
   * @throws {InvalidArgumentError} when `key` is not usable.
   * @throws {InvalidOptionsError} during a rotation of the secret key without `imbachat.roomSecret`.
   * @throws {VendorNotConfiguredError} without the option `imbachat`.
   */
  of(key: number | string | bigint): string {
    const [secret, ...others] = this.#secrets;
    if (secret === undefined) throw new VendorNotConfiguredError('imbachat');
    if (others.length > 0)
      throw new InvalidOptionsError([{ path: 'imbachat.roomSecret', message: SEVERAL_KEYS }]);
    const text = typeof key === 'bigint' || Number.isSafeInteger(key) ? String(key) : key;
    assertText('key', text, MAX_KEY_LENGTH);
    return hmac(hmac(secret, 'imbachat room pipes').digest(), text).digest('hex');
  }
}

function hmac(key: string | Buffer, text: string): Hmac {
  return createHmac('sha256', key).update(text);
}
