import type { UserId } from '../../users/user-id.js';
import { LimitedError, NoAnswerError } from '../doctor.errors.js';
import { quoted } from '../quoted.js';
import type { Layout, SiteAddress } from './site-address.js';

/** How a site is asked. */
export interface SiteOptions {
  readonly address: SiteAddress;
  readonly login: string;
  readonly password: string;
  /** Users that the site has; at least one. */
  readonly ids: readonly UserId[];
  /** A user that the site does not have. */
  readonly unknownId: UserId;
  /** What stands between two ids. */
  readonly separator: string;
  /** How long to wait for an answer, in milliseconds. */
  readonly timeoutMs: number;
  /** Whether the site is meant to send e-mail addresses. */
  readonly withEmail: boolean;
  /** Where a visitor's page gets its token; `null` where that is not known. */
  readonly tokenUrl: string | null;
  /** A member of the site, for the login check. */
  readonly member: { readonly login: string; readonly password: string | null } | null;
  /**
   * @default globalThis.fetch
   */
  readonly fetch?: typeof fetch;
  /**
   * Milliseconds from any start.
   *
   * @default performance.now
   */
  readonly now?: () => number;
}

/** One question. */
export interface Question {
  /** The header `Authorization`; `null` for none. By default the right one. */
  readonly authorization?: string | null;
  /** Fields of a form that is posted; by default nothing is. */
  readonly form?: Readonly<Record<string, string>>;
}

/** What a site answered. */
export interface Answer {
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The JSON of the body; `undefined` where it is none. A byte order mark is no JSON. */
  readonly json: unknown;
  /** How long it took, in milliseconds. */
  readonly ms: number;
}

/** A site seen from outside, as the chat server sees it. */
export class Site {
  /** Every answer so far. */
  readonly answers: Answer[] = [];
  private readonly fetch: typeof fetch;
  private readonly now: () => number;
  private chosen: Promise<{ layout: Layout; answer: Answer }> | undefined;

  constructor(readonly options: SiteOptions) {
    this.fetch = options.fetch ?? ((...parameters) => fetch(...parameters));
    this.now = options.now ?? (() => performance.now());
  }

  /** The right authorization. */
  get authorization(): string {
    return basicOf(this.options.login, this.options.password);
  }

  /**
   * Asks one question. Redirects are not followed.
   *
   * @throws {NoAnswerError} when there is no answer in time.
   * @throws {LimitedError} when the answer is 429.
   */
  async ask(url: string, { authorization = this.authorization, form }: Question = {}): Promise<Answer> {
    const since = this.now();
    let answer: Answer;
    try {
      const response = await this.fetch(url, {
        method: form ? 'POST' : 'GET',
        headers: {
          accept: 'application/json',
          ...(authorization !== null && { authorization }),
        },
        ...(form && { body: new URLSearchParams(form) }),
        redirect: 'manual',
        signal: AbortSignal.timeout(this.options.timeoutMs),
      });
      const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(await response.arrayBuffer());
      const { status, headers } = response;
      answer = { url, status, headers, text, json: jsonOf(text), ms: this.now() - since };
    } catch (error) {
      throw noAnswer(error, url, this.options.timeoutMs);
    }
    if (answer.status === 429) throw new LimitedError(answer.headers.get('retry-after'));
    this.answers.push(answer);
    return answer;
  }

  /** Asks for users in the layout that the site serves. */
  async users(ids: readonly (UserId | string)[], question?: Question): Promise<Answer> {
    const { layout } = await this.usersInfo();
    return this.ask(this.usersUrl(layout, ids), question);
  }

  /** The URL of users; each id is written as it is, in `%` codes where it needs them. */
  usersUrl({ prefix }: Layout, ids: readonly (UserId | string)[]): string {
    const { separator } = this.options;
    const between = /^[\w,;:.~-]+$/.test(separator) ? separator : encodeURIComponent(separator);
    return prefix + ids.map((id) => encodeURIComponent(id)).join(between);
  }

  /**
   * The layout that the site serves, and its answer for the known users: the first that names users, else the
   * first that is found at all.
   */
  usersInfo(): Promise<{ layout: Layout; answer: Answer }> {
    this.chosen ??= this.choose();
    return this.chosen;
  }

  private async choose(): Promise<{ layout: Layout; answer: Answer }> {
    const { address, ids } = this.options;
    const found: { layout: Layout; answer: Answer }[] = [];
    for (const layout of address.layouts) {
      const answer = await this.ask(this.usersUrl(layout, ids));
      found.push({ layout, answer });
      const isEmpty = answer.status === 404 || (Array.isArray(answer.json) && answer.json.length === 0);
      if (!isEmpty) return found.at(-1)!;
    }
    return found.find(({ answer }) => answer.status === 200) ?? found[0]!;
  }
}

/** The value of an `Authorization` header of HTTP Basic (RFC 7617), in UTF-8. */
export function basicOf(login: string, password: string | Uint8Array): string {
  return `Basic ${Buffer.concat([Buffer.from(`${login}:`), Buffer.from(password)]).toString('base64')}`;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function noAnswer(error: unknown, url: string, timeoutMs: number): NoAnswerError {
  const { origin } = new URL(url);
  if (error instanceof Error && error.name === 'TimeoutError') {
    return new NoAnswerError(`Expected an answer of ${origin} within ${timeoutMs / 1000} seconds, got none.`);
  }
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const { code, message } = cause as { code?: string; message: string };
  return new NoAnswerError(
    `Expected an answer of ${origin}, got ${quoted(code ?? message)}. Check host and port, and the certificate for https.`,
  );
}
