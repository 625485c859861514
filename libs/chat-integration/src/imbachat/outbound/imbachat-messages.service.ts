import { Inject, Injectable } from '@nestjs/common';
import { assertText } from '../../http-client/text-argument.js';
import type { VendorCallOptions } from '../../http-client/vendor-client.js';
import { InvalidArgumentError } from '../../http-client/vendor.errors.js';
import { describeValue, isPlainObject } from '../../text/describe.js';
import { toUserId } from '../../users/user-id.js';
import { NO_REQUEST, UserNumbersService } from '../user-numbers.service.js';
import { ImbaChatApi } from './imbachat-api.js';

/** A message that the site sends. */
export interface OutgoingMessage {
  /** The site's own id of the user who sends it. */
  from: number | string | bigint;
  /** ImbaChat's id of the room, or its text. */
  roomId: number | string;
  /** The text: 1 to 10,000 characters. */
  text: string;
}

/** A message that ImbaChat accepted. */
export interface SentMessage {
  /** ImbaChat's id of the message. */
  readonly id: number;
  readonly uuid: string;
  /** When it was sent, by ImbaChat's clock. */
  readonly sentAt: Date;
}

/** Options of {@link ImbaChatMessages.request}. */
export interface ImbaChatRequestOptions extends VendorCallOptions {
  /**
   * The version of the API in the URL.
   * @default 'v2'
   */
  version?: 'v1' | 'v2' | undefined;
}

const MAX_TEXT_LENGTH = 10_000;
const MAX_ROOM_LENGTH = 255;
const MAX_VALUE_LENGTH = 100_000;
const PATH = /^[A-Za-z0-9_-]{1,100}(?:\/[A-Za-z0-9_-]{1,100}){0,4}$/;

/**
 * Sends messages to ImbaChat's rooms from the server (`protocol/imbachat.md` section 4).
 *
 * Every method rejects with a {@link VendorError}, for example when the vendor does not respond. A call is never
 * repeated, because the vendor documents no way to send a message only once: after a timeout, it may have been sent.
 *
 * @example
 * ```ts
 * await this.messages.send({ from: team.id, roomId: 4711, text: `Welcome, ${member.name}!` });
 * ```
 */
@Injectable()
export class ImbaChatMessages {
  readonly #api: ImbaChatApi;
  readonly #userNumbers: UserNumbersService;

  /** @internal Nest creates it. */
  constructor(
    @Inject(ImbaChatApi) api: ImbaChatApi,
    @Inject(UserNumbersService) userNumbers: UserNumbersService,
  ) {
    this.#api = api;
    this.#userNumbers = userNumbers;
  }

  /**
   * Sends a message.
   *
   * @throws {InvalidArgumentError} when `roomId` or `text` is not usable.
   * @throws {InvalidUserIdError} when `from` is not an id.
   * @throws {InvalidUserNumberError} when the sender cannot have a number of ImbaChat.
   * @throws {MissingParameterError} when ImbaChat misses a parameter.
   * @throws {VendorNotConfiguredError} without the option `imbachat`.
   */
  async send({ from, roomId, text }: OutgoingMessage, options?: VendorCallOptions): Promise<SentMessage> {
    assertText('text', text, MAX_TEXT_LENGTH);
    const room = roomText(roomId);
    const path = 'send_msg';
    const number = await this.#userNumbers.numberOf(NO_REQUEST, toUserId(from));
    const fields = { user_id: String(number), room_id: room, message: text };
    const call = { version: 'v2', path, body: () => formOf(fields), isAuthorized: true } as const;
    const response = await this.#api.send(call, options);
    const message = readMessage(response.body['message']);
    if (!message) throw this.#api.client.unexpected(path, 'a message with id, uuid and time', response);
    return message;
  }

  /**
   * Sends a call that this library does not know: a POST to `{baseUrl}/imbachat/{version}/{widgetId}/{path}` with HTTP
   * Basic and a multipart form, as {@link send} does.
   *
   * @param path one to five segments of letters, digits, `_` and `-`.
   * @param form the fields of the form.
   * @returns the response, whose `success` is `true`. Check everything else that you use of it.
   * @throws {InvalidArgumentError} when `path` or `form` is not usable.
   * @example
   * ```ts
   * const { message } = await this.messages.request('send_msg', { user_id: '1', room_id: '2', message: 'Hi' });
   * ```
   */
  async request(
    path: string,
    form: Readonly<Record<string, string | number>>,
    { version = 'v2', ...options }: ImbaChatRequestOptions = {},
  ): Promise<Readonly<Record<string, unknown>>> {
    if (typeof path !== 'string' || !PATH.test(path)) {
      const expected = 'a path of letters, digits, _ and -, without a slash at its ends';
      throw new InvalidArgumentError(
        'path',
        expected,
        describeValue(path),
        "pass a path such as 'send_msg'.",
      );
    }
    if (version !== 'v1' && version !== 'v2') {
      throw new InvalidArgumentError(
        'version',
        "'v1' or 'v2'",
        describeValue(version),
        "leave it out to use 'v2'.",
      );
    }
    const fields = Object.fromEntries(
      Object.entries(isPlainObject(form) ? form : {}).map(([name, value]) => [name, fieldText(name, value)]),
    );
    const call = { version, path, body: () => formOf(fields), isAuthorized: true };
    return (await this.#api.send(call, options)).body;
  }
}

function roomText(roomId: unknown): string {
  if (Number.isSafeInteger(roomId) && (roomId as number) > 0) return String(roomId);
  assertText('roomId', roomId, MAX_ROOM_LENGTH);
  return roomId;
}

function fieldText(name: string, value: unknown): string {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value === 'string' && value.length <= MAX_VALUE_LENGTH && value.isWellFormed()) return value;
  const expected = `a number, or a text of at most ${MAX_VALUE_LENGTH} characters`;
  throw new InvalidArgumentError(`form.${name}`, expected, describeValue(value), 'convert it to a text.');
}

function formOf(fields: Readonly<Record<string, string>>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  return form;
}

/** Reads a message of a response; `undefined` if it is not one. */
function readMessage(given: unknown): SentMessage | undefined {
  if (!isPlainObject(given)) return undefined;
  const { id, uuid, time } = given;
  if (!Number.isSafeInteger(id) || (id as number) <= 0) return undefined;
  if (typeof uuid !== 'string' || !/^[\w.:-]{1,200}$/.test(uuid)) return undefined;
  // Unix seconds, as text in the vendor's sample.
  const isTime =
    (typeof time === 'string' || typeof time === 'number') && /^[1-9][0-9]{0,11}$/.test(String(time));
  return isTime ? { id: id as number, uuid, sentAt: new Date(Number(time) * 1_000) } : undefined;
}
