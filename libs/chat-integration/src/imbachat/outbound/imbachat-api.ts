import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { VendorNotConfiguredError } from '../../chat-integration.errors.js';
import { hideSecrets } from '../../http-client/hide-secrets.js';
import {
  VENDOR_CLIENT_OPTIONS,
  VendorClient,
  type VendorCallOptions,
  type VendorClientOptions,
  type VendorResponse,
} from '../../http-client/vendor-client.js';
import { VendorCredentialsError, VendorRefusedError } from '../../http-client/vendor.errors.js';
import { serverUrl } from '../../http-client/server-url.js';
import { isPlainObject } from '../../text/describe.js';
import { IMBACHAT_OPTIONS, type ResolvedImbaChatOptions } from '../imbachat.options.js';
import { basicAuthorization } from '../protocol/basic-credentials.js';
import { MissingParameterError } from './missing-parameter.error.js';

/** A response whose `success` is `true`. */
export type SuccessfulResponse = VendorResponse & { readonly body: Readonly<Record<string, unknown>> };

/** One call to ImbaChat's server. */
export interface ImbaChatCall {
  readonly version: 'v1' | 'v2';
  /** The path below the widget id; also the name of the call in messages. */
  readonly path: string;
  /** Builds the body. */
  readonly body: (secretKey: string) => FormData | URLSearchParams;
  /** Whether the call has HTTP Basic authorization with the widget id and the secret key. */
  readonly isAuthorized: boolean;
}

/** Sends calls to ImbaChat's server (`protocol/imbachat.md` section 4). During a rotation it uses the first secret key. */
@Injectable()
export class ImbaChatApi {
  readonly #options: ResolvedImbaChatOptions | null;
  readonly #adapterHost: HttpAdapterHost;
  /** Throws the errors of responses, for services that check what they need of a response. */
  readonly client: VendorClient;

  /** @internal Nest creates it. */
  constructor(
    @Inject(IMBACHAT_OPTIONS) options: ResolvedImbaChatOptions | null,
    @Inject(VENDOR_CLIENT_OPTIONS) clientOptions: VendorClientOptions,
    @Inject(HttpAdapterHost) adapterHost: HttpAdapterHost,
  ) {
    this.#options = options;
    this.#adapterHost = adapterHost;
    this.client = new VendorClient('ImbaChat', clientOptions);
  }

  /** The checked options. @throws {VendorNotConfiguredError} without the option `imbachat`. */
  get options(): ResolvedImbaChatOptions {
    if (!this.#options) throw new VendorNotConfiguredError('imbachat');
    return this.#options;
  }

  /** Sends a call, once. */
  async send(
    { version, path, body, isAuthorized }: ImbaChatCall,
    options: VendorCallOptions = {},
  ): Promise<SuccessfulResponse> {
    const { widgetId, secretKey, baseUrl } = this.options;
    const [key] = [secretKey].flat() as [string];
    const authorization = basicAuthorization(String(widgetId), key);
    const url = `${serverUrl(baseUrl, 'imbachat.baseUrl', this.#adapterHost)}/imbachat/${version}/${widgetId}/${path}`;
    const response = await this.client.run(path, options, (signal) =>
      this.client.post(
        { call: path, url, body: body(key), ...(isAuthorized && { headers: { authorization } }) },
        signal,
      ),
    );
    return this.#checked(path, response, [key, authorization.slice('Basic '.length)]);
  }

  #checked(call: string, response: VendorResponse, secrets: readonly string[]): SuccessfulResponse {
    const { vendor } = this.client;
    const { status, body } = response;
    if (status === 401 || status === 403) {
      throw new VendorCredentialsError(vendor, call, status, 'imbachat.widgetId and .secretKey');
    }
    if (status === 422) throw new MissingParameterError(call, hideSecrets(textOf(body), secrets));
    if (isPlainObject(body) && body['success'] === false) {
      throw new VendorRefusedError(vendor, call, status, hideSecrets(textOf(body), secrets));
    }
    if (status < 200 || status > 299) throw this.client.unexpected(call, 'a status of success', response);
    if (!isPlainObject(body) || body['success'] !== true) {
      throw this.client.unexpected(call, '"success":true', response);
    }
    return { status, body };
  }
}

/** The longest part of the vendor's text that is kept, in UTF-16 code units. */
const MAX_TEXT_LENGTH = 1_000;

/** Returns what the vendor says about an error. The form of its text is not documented. */
function textOf(body: unknown): string {
  if (body === undefined) return '';
  return (typeof body === 'string' ? body : JSON.stringify(body)).slice(0, MAX_TEXT_LENGTH);
}
