import {
  type CanActivate,
  type ExecutionContext,
  Inject,
  Injectable,
  Logger,
  UnauthorizedException,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { readBasicCredentials } from './basic-credentials.js';
import { BasicAuthStrategy, REALM } from './basic-auth.strategy.js';
import { errorEnvelope } from './error-envelope.js';

/**
 * Lets the chat server in: HTTP Basic with the API login and API password (`protocol/imbachat.md`
 * section 1.1). Everything else is answered 401 with a challenge; the reason goes to the log alone.
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
  private readonly logger = new Logger(BasicAuthGuard.name);

  constructor(
    @Inject(BasicAuthStrategy) private readonly strategy: BasicAuthStrategy,
    @Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost,
  ) {}

  /** @throws {UnauthorizedException} unless the request carries accepted credentials. */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<{ headers: { authorization?: string } }>();
    if (await this.authenticate(request)) return true;

    const { refusal = 'the login or the password is wrong' } = readBasicCredentials(
      request.headers.authorization,
    );
    this.logger.warn(`Refused a call with the chat server's authorization: ${refusal}.`);
    this.adapterHost.httpAdapter.setHeader(http.getResponse(), 'WWW-Authenticate', `Basic realm="${REALM}"`);
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
}

/** The actions with which Passport augments a strategy for each request. */
interface PassportAttempt {
  success(): void;
  fail(): void;
  error(error: unknown): void;
  authenticate(request: object): void;
}
