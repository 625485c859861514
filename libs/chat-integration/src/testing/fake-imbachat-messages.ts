import type {
  ImbaChatMessages,
  OutgoingMessage,
  SentMessage,
} from '../imbachat/outbound/imbachat-messages.service.js';

/** A call of `request()` of a {@link FakeImbaChatMessages}. */
export interface FakeImbaChatRequest {
  readonly path: string;
  readonly form: Readonly<Record<string, string | number>>;
}

/**
 * {@link ImbaChatMessages} that records messages instead of sending them.
 *
 * @example
 * ```ts
 * const messages = new FakeImbaChatMessages();
 * // … .overrideProvider(ImbaChatMessages).useValue(messages)
 * expect(messages.sent).toEqual([{ from: 1, roomId: 7, text: 'Welcome!' }]);
 * ```
 */
export class FakeImbaChatMessages implements Pick<ImbaChatMessages, 'send' | 'request'> {
  /** The messages, in order. */
  readonly sent: OutgoingMessage[] = [];
  /** The calls of `request()`, in order. */
  readonly requests: FakeImbaChatRequest[] = [];
  /** The response to `request()`. */
  response: Readonly<Record<string, unknown>> = { success: true };
  /** If set, every call rejects with this error. */
  failure: Error | undefined;

  async send({ from, roomId, text }: OutgoingMessage): Promise<SentMessage> {
    if (this.failure) throw this.failure;
    this.sent.push({ from, roomId, text });
    const id = this.sent.length;
    return { id, uuid: `fake-${id}`, sentAt: new Date() };
  }

  async request(
    path: string,
    form: Readonly<Record<string, string | number>>,
  ): Promise<Readonly<Record<string, unknown>>> {
    if (this.failure) throw this.failure;
    this.requests.push({ path, form });
    return this.response;
  }
}
