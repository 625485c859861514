export const HTTP_ADAPTERS = ['express', 'fastify'] as const;
export type HttpAdapterName = (typeof HTTP_ADAPTERS)[number];

export const CHAT_SANDBOX_MODES = ['auto', 'on', 'off'] as const;
export type ChatSandboxMode = (typeof CHAT_SANDBOX_MODES)[number];

/** The configuration of the demo. Also the injection token. */
export abstract class DemoConfig {
  abstract readonly port: number;
  /** The public URL of the demo, without a trailing slash. */
  abstract readonly siteUrl: string;
  abstract readonly httpAdapter: HttpAdapterName;
  /** The URL of the database. If omitted, the SQLite file is used. */
  abstract readonly databaseUrl?: string | undefined;
  /** The URL of the Redis server. If omitted, instances share no state. */
  abstract readonly redisUrl?: string | undefined;
  /** How long users are cached for requests of the chat server, in seconds. 0 disables the cache. */
  abstract readonly userCacheSeconds: number;
  /** The trusted proxies: addresses, networks or `loopback`. */
  abstract readonly trustProxy: readonly string[];
  /** The path of the SQLite file, or `:memory:`. */
  abstract readonly sqliteFile: string;
  /** The number of demo members. */
  abstract readonly members: number;
  /** The key that signs the session cookies. */
  abstract readonly sessionSecret: string;
  /** Whether the sandbox runs, which simulates the servers of both vendors. */
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
