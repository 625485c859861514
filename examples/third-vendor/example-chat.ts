/// <reference lib="dom" />
import { createHmac } from 'node:crypto';
import type { ChatWidget } from 'nestjs-chat-integration';

/** The options of ExampleChat, from the vendor's dashboard. */
export interface ExampleChatOptions {
  readonly siteId: string;
  readonly secretKey: string;
  /** The URL of the vendor's server. @default 'https://chat.example' */
  readonly baseUrl?: string;
}

/** The parameters that start the widget. Guests have neither `user` nor `signature`. */
export interface ExampleChatParams {
  readonly scriptUrl: string;
  readonly siteId: string;
  readonly user?: { readonly id: string; readonly name: string };
  readonly signature?: string;
}

/** Creates the widget of ExampleChat, for the option `widgets` of ChatIntegrationModule. */
export function exampleChat(options: ExampleChatOptions): ChatWidget<ExampleChatParams> {
  const { siteId, secretKey, baseUrl = 'https://chat.example' } = options;
  if (!/^[a-z0-9]+$/.test(siteId))
    throw new TypeError('Expected siteId to be lower-case letters and digits.');
  if (secretKey.length < 16) throw new TypeError('Expected secretKey to have at least 16 characters.');
  const source = baseUrl.startsWith('/') ? "'self'" : baseUrl;
  return {
    name: 'exampleChat',
    csp: { scriptSrc: [source], connectSrc: [source] },
    params({ visitor }) {
      const scriptUrl = `${baseUrl}/widget.js`;
      if (!visitor) return { scriptUrl, siteId };
      const user = { id: String(visitor.id), name: visitor.name };
      const signed = JSON.stringify([user.id, user.name]);
      const signature = createHmac('sha256', secretKey).update(signed).digest('hex');
      return { scriptUrl, siteId, user, signature };
    },
    start: startExampleChat,
  };
}

/** Starts the widget. Pages contain the source of this function, so it must not use other code of this file. */
export function startExampleChat({ scriptUrl, ...options }: ExampleChatParams): void {
  const script = document.createElement('script');
  script.src = scriptUrl;
  script.addEventListener('load', () => {
    (window as unknown as { ExampleChat: { start(options: object): void } }).ExampleChat.start(options);
  });
  document.head.append(script);
}
