import { quote } from 'nestjs-chat-integration/internal';
import { basicAuthorization } from 'nestjs-chat-integration/protocol';
import { parseJson } from '../../diagnosis/json.js';
import { readAtMost } from '../../input/read-at-most.js';
import {
  NoResponseError,
  RateLimitedError,
  ResponseTooLargeError,
  RunTooLongError,
} from '../doctor.errors.js';
import { containsInternals } from './internals.js';
import type { SiteAddress, UsersInfoLayout } from './site-address.js';

/** The longest body of a response that the doctor reads, in bytes, after decompression. */
export const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** How long the doctor sends requests to a site, in milliseconds. */
const MAX_RUN_MS = 600_000;

/** How a site is examined. */
export interface SiteOptions {
  readonly address: SiteAddress;
  readonly login: string;
  readonly password: string;
  /** Ids of existing users; at least one. */
  readonly ids: readonly number[];
  /** The id of a user that does not exist. */
  readonly unknownId: number;
  /** The separator between ids. */
  readonly separator: string;
  /** The timeout of each request, in milliseconds. */
  readonly timeoutMs: number;
  /** Whether e-mail addresses are intended. */
  readonly withEmail: boolean;
  /** Where a page gets the visitor's token; `null` if unknown. */
  readonly tokenUrl: string | null;
  /** A member for the login check. */
  readonly member: { readonly login: string; readonly password: string | null } | null;
  /** @default globalThis.fetch */
  readonly fetch?: typeof fetch;
  /**
   * Returns a time in milliseconds.
   * @default performance.now
   */
  readonly now?: () => number;
}

/** How one request differs from a plain `GET` with the correct authorization. */
export interface SiteRequest {
  /** The header `Authorization`; `null` for none. */
  readonly authorization?: string | null;
  /** The fields of a form to post. */
  readonly form?: Readonly<Record<string, string>>;
}

/** A response of the site. */
export interface SiteResponse {
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body; `undefined` if it is not JSON. JSON does not start with a byte order mark. */
  readonly json: unknown;
  /** The duration of the request, in milliseconds. */
  readonly ms: number;
}

/** The response for the known users, and the layout in which they were requested. */
export interface KnownUsers {
  readonly layout: UsersInfoLayout;
  readonly response: SiteResponse;
}

/** A site as the chat server sees it from outside. */
export class Site {
  /** The number of responses so far. */
  responseCount = 0;
  /** The URLs of the responses that contain what belongs in a log, or the password. */
  readonly urlsWithInternals: string[] = [];
  private readonly fetch: typeof fetch;
  private readonly now: () => number;
  private readonly end: number;
  private known: Promise<KnownUsers> | undefined;

  constructor(readonly options: SiteOptions) {
    this.fetch = options.fetch ?? fetch;
    this.now = options.now ?? (() => performance.now());
    this.end = this.now() + MAX_RUN_MS;
  }

  /** The correct authorization. */
  get authorization(): string {
    return basicAuthorization(this.options.login, this.options.password);
  }

  /**
   * Sends one request. Redirects are not followed.
   *
   * @throws {NoResponseError} when there is no complete response within the timeout.
   * @throws {ResponseTooLargeError} when the body has more than {@link MAX_BODY_BYTES}.
   * @throws {RateLimitedError} when the response is 429.
   * @throws {RunTooLongError} when all requests together took too long.
   */
  async request(
    url: string,
    { authorization = this.authorization, form }: SiteRequest = {},
  ): Promise<SiteResponse> {
    const { timeoutMs, password } = this.options;
    const start = this.now();
    if (start > this.end) throw runTooLongError(url);
    let response: SiteResponse;
    try {
      const received = await this.fetch(url, {
        method: form ? 'POST' : 'GET',
        headers: { accept: 'application/json', ...(authorization !== null && { authorization }) },
        ...(form && { body: new URLSearchParams(form) }),
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
      });
      const { status, headers } = received;
      const text = await readAtMost(MAX_BODY_BYTES, received.body);
      if (text === undefined) throw responseTooLargeError(url);
      response = { url, status, headers, text, json: parseJson(text), ms: this.now() - start };
    } catch (error) {
      throw error instanceof ResponseTooLargeError ? error : noResponseError(error, url, timeoutMs);
    }
    if (response.status === 429) throw new RateLimitedError(response.headers.get('retry-after'));
    this.responseCount++;
    if (containsInternals(response.text, password)) this.urlsWithInternals.push(url);
    return response;
  }

  /** Requests an endpoint below the base URL. */
  requestEndpoint(path: string, request?: SiteRequest): Promise<SiteResponse> {
    return this.request(`${this.options.address.base ?? ''}${path}`, request);
  }

  /** Requests users in the layout that the site serves. */
  async requestUsers(ids: readonly (number | string)[], request?: SiteRequest): Promise<SiteResponse> {
    const { layout } = await this.knownUsers();
    return this.request(this.usersUrl(layout, ids), request);
  }

  /** Returns the URL of users; ids are percent-encoded, but not checked. */
  usersUrl({ prefix }: UsersInfoLayout, ids: readonly (number | string)[]): string {
    const { separator } = this.options;
    const written = /^[\w,;:.~-]+$/.test(separator) ? separator : encodeURIComponent(separator);
    return prefix + ids.map((id) => encodeURIComponent(id)).join(written);
  }

  /**
   * Requests the known users, once, in the first layout that returns users; if none does, in the first that responds
   * with 200, or else in the first.
   */
  knownUsers(): Promise<KnownUsers> {
    this.known ??= this.findKnownUsers();
    return this.known;
  }

  private async findKnownUsers(): Promise<KnownUsers> {
    const { address, ids } = this.options;
    const all: KnownUsers[] = [];
    for (const layout of address.layouts) {
      const response = await this.request(this.usersUrl(layout, ids));
      all.push({ layout, response });
      const isEmpty = response.status === 404 || (Array.isArray(response.json) && response.json.length === 0);
      if (!isEmpty) return { layout, response };
    }
    return all.find(({ response }) => response.status === 200) ?? all[0]!;
  }
}

function runTooLongError(url: string): RunTooLongError {
  const { origin } = new URL(url);
  return new RunTooLongError(
    `Expected ${origin} to respond to all requests within ${MAX_RUN_MS / 60_000} minutes but it took longer. Fix: make the site faster, or decrease --timeout.`,
  );
}

function responseTooLargeError(url: string): ResponseTooLargeError {
  const { origin } = new URL(url);
  return new ResponseTooLargeError(
    `Expected a response from ${origin} of at most ${MAX_BODY_BYTES} bytes but got more. Fix: send only what was requested.`,
  );
}

function noResponseError(error: unknown, url: string, timeoutMs: number): NoResponseError {
  const { origin } = new URL(url);
  if (error instanceof Error && error.name === 'TimeoutError') {
    return new NoResponseError(
      `Expected a response from ${origin} within ${timeoutMs / 1000} seconds but got none. Fix: check the site, or increase --timeout.`,
    );
  }
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const { code, message } = cause as { code?: string; message: string };
  return new NoResponseError(
    `Expected a response from ${origin} but got ${quote(code ?? message)}. Fix: check the host and the port, and for https the certificate.`,
  );
}
