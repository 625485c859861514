import { isIntegerBetween } from '../options/options.js';
import { describeValue } from '../text/describe.js';
import {
  InvalidArgumentError,
  TlsNotVerifiedError,
  VendorResponseError,
  VendorTimeoutError,
  VendorUnreachableError,
} from './vendor.errors.js';
import { withDeadline } from './with-deadline.js';

/** The maximum length of a response body, in bytes. */
const MAX_BODY_BYTES = 4 * 1_024 * 1_024;

/** Returns whether a value is a time to wait for a vendor's server, in milliseconds. */
export const isTimeoutMs = isIntegerBetween(1, 600_000);

/** Options of every call to a vendor's server. */
export interface VendorCallOptions {
  /**
   * How long to wait, in milliseconds: 1 to 600,000.
   * @default the option `vendorTimeoutMs`
   */
  timeoutMs?: number | undefined;
  /** Aborts the call, which then rejects with the reason of the signal. The vendor may still perform it. */
  signal?: AbortSignal | undefined;
}

/** How vendors' servers are called. */
export interface VendorClientOptions {
  /** How long to wait for a vendor, in milliseconds. */
  readonly timeoutMs: number;
  /** Sends the requests. @default the global `fetch`, as it is when a call is sent */
  readonly fetch?: typeof fetch | undefined;
}

/** Injection token of the {@link VendorClientOptions}. @internal */
export const VENDOR_CLIENT_OPTIONS = Symbol('VENDOR_CLIENT_OPTIONS');

/** A request to a vendor's server. */
export interface VendorRequest {
  /** The name of the call in messages; it contains no secret. */
  readonly call: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | FormData | URLSearchParams;
}

/** The response of a vendor's server. */
export interface VendorResponse {
  readonly status: number;
  /** The parsed body; `undefined` if it is not JSON. */
  readonly body: unknown;
}

/**
 * Sends requests to the server of one vendor. It never repeats a request or follows a redirect, reads a limited number
 * of bytes, and never sends a secret on a connection whose certificate is not verified.
 */
export class VendorClient {
  readonly #options: VendorClientOptions;

  /** @param vendor the vendor's name, for messages. */
  constructor(
    readonly vendor: string,
    options: VendorClientOptions,
  ) {
    this.#options = options;
  }

  /**
   * Runs a call, which can consist of several requests, with one deadline.
   *
   * @throws {VendorTimeoutError} at the deadline.
   * @throws {InvalidArgumentError} when `timeoutMs` is not usable.
   */
  async run<T>(
    call: string,
    { timeoutMs = this.#options.timeoutMs, signal }: VendorCallOptions,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    if (!isTimeoutMs(timeoutMs)) {
      const expected = 'an integer number of milliseconds from 1 to 600000';
      throw new InvalidArgumentError(
        'timeoutMs',
        expected,
        describeValue(timeoutMs),
        'leave it out to use the default.',
      );
    }
    const onTimeout = () => new VendorTimeoutError(this.vendor, call, timeoutMs);
    return withDeadline(work, { timeoutMs, onTimeout, signal });
  }

  /**
   * Sends a POST request.
   *
   * @throws {VendorUnreachableError} when the connection fails.
   * @throws {VendorResponseError} for a redirect, or a response that is too long.
   * @throws {TlsNotVerifiedError} when the process does not verify certificates.
   */
  async post({ call, url, headers, body }: VendorRequest, signal: AbortSignal): Promise<VendorResponse> {
    if (url.startsWith('https:') && process.env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0') {
      throw new TlsNotVerifiedError();
    }
    const send = this.#options.fetch ?? globalThis.fetch;
    try {
      const init = {
        method: 'POST',
        redirect: 'manual',
        headers: { accept: 'application/json', ...headers },
      } as const;
      const response = await send(url, { ...init, body, signal });
      const { status } = response;
      if (status >= 300 && status < 400) {
        await response.body?.cancel();
        throw new VendorResponseError(this.vendor, call, 'a response', 'a redirect', status);
      }
      const bytes = await readBody(response);
      if (!bytes) {
        const expected = `at most ${MAX_BODY_BYTES} bytes`;
        throw new VendorResponseError(this.vendor, call, expected, 'more', status);
      }
      return { status, body: parseJson(bytes) };
    } catch (error) {
      if (error instanceof VendorResponseError) throw error;
      if (signal.aborted) throw signal.reason as Error;
      throw new VendorUnreachableError(this.vendor, call, failureOf(error));
    }
  }

  /** Creates the error for a response that is not what the protocol says. @param got what is shown instead of the body. */
  unexpected(
    call: string,
    expected: string,
    { status, body }: VendorResponse,
    got = describeBody(body),
  ): VendorResponseError {
    return new VendorResponseError(this.vendor, call, expected, got, status);
  }
}

/** Reads a body; `null` if it is too long. */
async function readBody({ body }: Response): Promise<Buffer | null> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Leaving the loop early cancels the body and closes the connection.
  for await (const chunk of body ?? []) {
    length += chunk.byteLength;
    if (length > MAX_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

/** Describes a body without showing any of its text, which can contain a secret. */
function describeBody(body: unknown): string {
  if (body === undefined) return 'text that is not JSON';
  return typeof body === 'string' ? 'a string' : `other JSON, ${describeValue(body)}`;
}

/** Returns Node's code of a failed connection. Messages are not used: they can contain a header. */
function failureOf(error: unknown): string {
  const causes = [
    error,
    error instanceof Error ? error.cause : undefined,
  ] as Partial<NodeJS.ErrnoException>[];
  const code = causes.map((cause) => cause?.code).findLast((each) => typeof each === 'string');
  return code !== undefined && /^[A-Z0-9_]{1,60}$/.test(code) ? code : 'unknown reason';
}
