export const HTTP_ADAPTERS = ['express', 'fastify'] as const;
export type HttpAdapterName = (typeof HTTP_ADAPTERS)[number];

export const CHAT_SANDBOX_MODES = ['auto', 'on', 'off'] as const;
export type ChatSandboxMode = (typeof CHAT_SANDBOX_MODES)[number];

/** What the demo is configured with; both the type and the injection token. */
export abstract class DemoConfig {
  abstract readonly port: number;
  /** Where browsers and the chat servers find the demo, without a slash at the end. */
  abstract readonly siteUrl: string;
  abstract readonly httpAdapter: HttpAdapterName;
  /** Left out: the SQLite file. */
  abstract readonly databaseUrl?: string | undefined;
  /** Left out: this instance shares nothing. */
  abstract readonly redisUrl?: string | undefined;
  /** How long users are remembered for the chat server, in seconds; 0 for not at all. */
  abstract readonly userCacheSeconds: number;
  /** The proxies whose word on the client's address is believed: addresses, networks or `loopback`. */
  abstract readonly trustProxy: readonly string[];
  /** Where the SQLite file is, or `:memory:`. */
  abstract readonly sqliteFile: string;
  /** How many members to make. */
  abstract readonly members: number;
  /** Signs the session cookies. */
  abstract readonly sessionSecret: string;
  /** Whether the stand-in for both vendors' servers runs. */
  abstract readonly chatSandbox: boolean;
  abstract readonly imbachat: {
    readonly widgetId: number;
    readonly apiLogin: string;
    readonly apiPassword: string;
    readonly secretKey: string;
  };
  abstract readonly chatbro: {
    readonly chatId: string;
    readonly siteDomain: string;
    readonly secretKey: string;
  };
}
