import type { VendorClient } from '../../http-client/vendor-client.js';
import { REFRESH_TOKEN_INVALID, isRefusal, type ChatBroApi } from './chatbro-api.js';
import type { AccountToken, AccountTokens, TokenStore } from './tokens.js';

/** A token that expires within this time is not used any more, in seconds. */
const EXPIRY_MARGIN_SECONDS = 30;

/** The longest time for which tokens are stored, in milliseconds: 30 days. */
const MAX_STORED_MS = 30 * 86_400_000;

/**
 * Keeps the tokens of an account: in memory, and in a store if there is one. Concurrent calls renew them once. The
 * renewal has its own deadline, so that a caller that gives up does not end it for the others.
 */
export class AccountTokenKeeper {
  readonly #api: ChatBroApi;
  readonly #client: VendorClient;
  readonly #store: TokenStore | null;
  readonly #now: () => number;
  #tokens: AccountTokens | undefined;
  #renewal: Promise<AccountTokens> | undefined;

  /** @param now returns milliseconds since 1970. */
  constructor(api: ChatBroApi, client: VendorClient, store: TokenStore | null, now: () => number) {
    this.#api = api;
    this.#client = client;
    this.#store = store;
    this.#now = now;
  }

  /** Returns a valid access token. @param rejected the access token that the vendor has just rejected. */
  async accessToken(rejected?: string): Promise<string> {
    const { access } = this.#tokens ?? {};
    if (access && this.#isUsable(access, rejected)) return access.value;
    this.#renewal ??= this.#renewOnce(rejected);
    return (await this.#renewal).access.value;
  }

  /** Revokes the tokens that are known. Without any, the vendor is not called. */
  async revoke(): Promise<void> {
    await this.#renewal?.catch(() => undefined);
    const tokens = this.#tokens;
    this.#tokens = undefined;
    if (!tokens) return;
    await this.#store?.clear();
    const call = 'tokens/delete/';
    await this.#client.run(call, {}, (signal) => this.#api.call(call, tokens.access.value, {}, signal));
  }

  async #renewOnce(rejected: string | undefined): Promise<AccountTokens> {
    try {
      this.#tokens = await this.#client.run('tokens/', {}, (signal) => this.#renew(rejected, signal));
      return this.#tokens;
    } finally {
      this.#renewal = undefined;
    }
  }

  async #renew(rejected: string | undefined, signal: AbortSignal): Promise<AccountTokens> {
    const known = (await this.#store?.read()) ?? this.#tokens;
    // Another instance has already renewed them.
    if (known && this.#isUsable(known.access, rejected)) return known;
    const tokens = (known && (await this.#refresh(known, signal))) ?? (await this.#api.authorize(signal));
    const ttlMs = Math.min(tokens.refresh.expiresAt * 1_000 - this.#now(), MAX_STORED_MS);
    if (ttlMs > 0) await this.#store?.write(tokens, ttlMs);
    return tokens;
  }

  /** Refreshes the access token; `undefined` if the refresh token is not valid any more. */
  async #refresh({ refresh }: AccountTokens, signal: AbortSignal): Promise<AccountTokens | undefined> {
    if (!this.#isUsable(refresh)) return undefined;
    try {
      return { access: await this.#api.refresh(refresh, signal), refresh };
    } catch (error) {
      if (isRefusal(error, REFRESH_TOKEN_INVALID)) return undefined;
      throw error;
    }
  }

  #isUsable({ value, expiresAt }: AccountToken, rejected?: string): boolean {
    return value !== rejected && expiresAt - EXPIRY_MARGIN_SECONDS > this.#now() / 1_000;
  }
}
