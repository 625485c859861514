import { hideSecrets } from '../../http-client/hide-secrets.js';
import type { VendorClient, VendorResponse } from '../../http-client/vendor-client.js';
import {
  VendorCredentialsError,
  VendorRefusedError,
  type VendorError,
} from '../../http-client/vendor.errors.js';
import { isPlainObject } from '../../text/describe.js';
import { ChatHasChildrenError } from './chat-has-children.error.js';
import type { ChatBroAccountOptions } from './chatbro-account.options.js';
import { readToken, type AccountToken, type AccountTokens } from './tokens.js';

/** The vendor's codes of errors (`protocol/chatbro.md` section 3). */
export const ACCESS_TOKEN_INVALID = 1003;
export const REFRESH_TOKEN_INVALID = 1004;
const CREDENTIALS_WRONG: readonly number[] = [1005, 1006, 1012];
const HAS_CHILDREN = 1011;

/** The account that calls the API. */
export type ApiAccount = Pick<ChatBroAccountOptions, 'id' | 'secret' | 'platform'>;

/** The calls of ChatBro's REST API, one request each (`protocol/chatbro.md` section 3). */
export class ChatBroApi {
  readonly #client: VendorClient;
  readonly #account: ApiAccount;
  readonly #baseUrl: () => string;

  /** @param baseUrl returns the absolute URL of the vendor's server, without a trailing slash. */
  constructor(client: VendorClient, account: ApiAccount, baseUrl: () => string) {
    this.#client = client;
    this.#account = account;
    this.#baseUrl = baseUrl;
  }

  /** Requests both tokens with the account's secret. */
  async authorize(signal: AbortSignal): Promise<AccountTokens> {
    const call = 'tokens/authorization/';
    const { id, secret, platform } = this.#account;
    const headers = { 'account-platform': String(platform), 'account-id': id, 'account-secret': secret };
    const response = await this.#post(call, headers, {}, [], signal);
    const { accessToken, refreshToken } = response.body;
    const [access, refresh] = [readToken(accessToken), readToken(refreshToken)];
    if (!access || !refresh)
      throw this.#client.unexpected(call, 'an access token and a refresh token', response);
    return { access, refresh };
  }

  /** Requests a new access token. */
  async refresh({ value }: AccountToken, signal: AbortSignal): Promise<AccountToken> {
    const call = 'tokens/refresh/';
    const { secret, platform } = this.#account;
    const headers = {
      'account-platform': String(platform),
      'account-secret': secret,
      'refresh-token': value,
    };
    const response = await this.#post(call, headers, {}, [value], signal);
    const access = readToken(response.body['accessToken']);
    if (!access) throw this.#client.unexpected(call, 'an access token', response);
    return access;
  }

  /**
   * Sends a call that requires an access token.
   *
   * @returns the response, whose `success` is `true`.
   */
  async call(
    call: string,
    accessToken: string,
    body: object,
    signal: AbortSignal,
  ): Promise<VendorResponse & { readonly body: Readonly<Record<string, unknown>> }> {
    const response = await this.#post(
      call,
      { authorization: `Bearer ${accessToken}` },
      body,
      [accessToken],
      signal,
    );
    if (response.body['success'] !== true) throw this.#client.unexpected(call, '"success":true', response);
    return response;
  }

  /** @param secrets what the vendor's text must not show, in addition to the account's secret. */
  async #post(
    call: string,
    headers: Readonly<Record<string, string>>,
    body: object,
    secrets: readonly string[],
    signal: AbortSignal,
  ) {
    const url = `${this.#baseUrl()}/api/v1/${call}`;
    const json = { ...headers, 'content-type': 'application/json' };
    const response = await this.#client.post(
      { call, url, headers: json, body: JSON.stringify(body) },
      signal,
    );
    const { status, body: answer } = response;
    if (!isPlainObject(answer)) throw this.#client.unexpected(call, 'a JSON object', response);
    const { success, code, description, error } = answer;
    if (success === false && Number.isSafeInteger(code)) {
      const text = [description, error].find((each): each is string => typeof each === 'string') ?? '';
      throw refusal(call, code as number, hideSecrets(text, [this.#account.secret, ...secrets]));
    }
    if (status < 200 || status > 299) throw this.#client.unexpected(call, 'a status of success', response);
    return { status, body: answer };
  }
}

function refusal(call: string, code: number, text: string): VendorError {
  if (code === HAS_CHILDREN) return new ChatHasChildrenError(call);
  if (CREDENTIALS_WRONG.includes(code)) {
    return new VendorCredentialsError('ChatBro', call, code, 'chatbro.account.id, .secret and .platform');
  }
  return new VendorRefusedError('ChatBro', call, code, text);
}

/** Returns whether an error is the vendor's error with this code. */
export function isRefusal(error: unknown, code: number): boolean {
  return error instanceof VendorRefusedError && error.vendorCode === code;
}
