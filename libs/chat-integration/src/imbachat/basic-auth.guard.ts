import {
  type CanActivate,
  type ExecutionContext,
  HttpException,
  Inject,
  Injectable,
  UnauthorizedException,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { readBasicCredentials } from './basic-credentials.js';
import { BasicAuthStrategy, REALM } from './basic-auth.strategy.js';
import { errorEnvelope } from './error-envelope.js';
import { ChatMetrics } from '../telemetry/chat-metrics.js';
import { requestIdOf, type IdentifiedRequest } from '../telemetry/request-id.js';
import { FailedAuthorizations } from './failed-authorizations.js';

/**
 * Lets the chat server in: HTTP Basic with the API login and API password (`protocol/imbachat.md`
 * section 1.1). Everything else is answered 401 with a challenge, and 429 with `Retry-After` after too many
 * failures of one client (option `imbachat.failureLimiter`); the reason goes to the log alone.
 *
 * @example
 * ```ts
 * @UseGuards(BasicAuthGuard) // a controller of your own, for the chat server only
 * @Controller('imbachat/reports')
 * class ReportsController {}
 * ```
 */
@Injectable()
export class BasicAuthGuard implements CanActivate {
  constructor(
    @Inject(BasicAuthStrategy) private readonly strategy: RequestAuthenticator,
    @Inject(FailedAuthorizations) private readonly failures: FailedAuthorizations,
    @Inject(ChatMetrics) private readonly metrics: ChatMetrics,
    @Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost,
  ) {}

  /**
   * @throws {UnauthorizedException} unless the request carries accepted credentials.
   * @throws {HttpException} 429 when its client has failed too often.
   */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<ClientRequest>();
    const address = this.getAddress(request);

    const retryAfter = await this.failures.retryAfterSeconds(address);
    if (retryAfter > 0) {
      this.metrics.refused('limited');
      this.setHeader(http.getResponse(), 'Retry-After', String(retryAfter));
      throw new HttpException(errorEnvelope(429), 429);
    }
    if (await this.authenticate(request)) return true;

    const { refusal = 'wrong' } = readBasicCredentials(request.headers.authorization);
    this.metrics.refused(refusal);
    await this.failures.report(address, refusal, requestIdOf(request));
    this.setHeader(http.getResponse(), 'WWW-Authenticate', `Basic realm="${REALM}"`);
    throw new UnauthorizedException(errorEnvelope(401));
  }

  /** Runs the strategy for one request, as Passport would, without its process-wide registry. */
  protected authenticate(request: object): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const attempt = Object.create(this.strategy) as PassportAttempt;
      attempt.success = () => resolve(true);
      attempt.fail = () => resolve(false);
      attempt.error = reject;
      attempt.authenticate(request);
    });
  }

  /** The address of the client whose failures are counted: `request.ip`, which heeds the host's trusted proxies. */
  protected getAddress(request: ClientRequest): string {
    return request.ip ?? '';
  }

  private setHeader(response: unknown, name: string, value: string): void {
    this.adapterHost.httpAdapter.setHeader(response, name, value);
  }
}

/** What the guard reads of a request. */
export interface ClientRequest extends IdentifiedRequest {
  readonly headers: { readonly authorization?: string };
  /** The client's address, on Express and Fastify alike. */
  readonly ip?: string;
}

/** What the guard uses of its strategy. Passport's own types stay out of the published ones: they are no dependency. */
export interface RequestAuthenticator {
  authenticate(request: object): void;
}

/** The actions with which Passport augments a strategy for each request. */
interface PassportAttempt extends RequestAuthenticator {
  success(): void;
  fail(): void;
  error(error: unknown): void;
}
