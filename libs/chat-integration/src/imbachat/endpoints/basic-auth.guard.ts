import {
  type CanActivate,
  type ExecutionContext,
  HttpException,
  Inject,
  Injectable,
  NotFoundException,
  UnauthorizedException,
} from '@nestjs/common';
import { HttpAdapterHost, Reflector } from '@nestjs/core';
import { PassportStrategy } from '@nestjs/passport';
import passport from 'passport';
import { BasicStrategy } from 'passport-http';
import { ChatTelemetry } from '../../telemetry/chat-telemetry.js';
import { requestIdOf } from '../../telemetry/request-id.js';
import { UsersService } from '../../users/users.service.js';
import { IMBACHAT_OPTIONS, type ResolvedImbaChatOptions } from '../imbachat.options.js';
import { AcceptedCredentials, parseBasicCredentials, type Refusal } from '../protocol/basic-credentials.js';
import { errorEnvelope } from '../protocol/error-envelope.js';
import { AuthorizationLimiter } from './authorization-limiter.js';
import { ChatEndpoint } from './chat-endpoint.js';
import { addressIn, clientNetworks } from './client-networks.js';

/** The realm of the challenge (`protocol/imbachat.md` section 1.1). */
const REALM = 'Backend';

/**
 * The Basic strategy of passport-http with a strict parser: the parser of passport-http cuts a password at its first
 * colon, refuses an empty login and accepts `XBasicY` as `Basic`.
 * @internal
 */
@Injectable()
export class BasicAuthStrategy extends PassportStrategy(BasicStrategy) {
  private readonly accepted: AcceptedCredentials;

  /** @internal Nest creates it. */
  constructor(@Inject(IMBACHAT_OPTIONS) options: ResolvedImbaChatOptions | null) {
    super({ realm: REALM });
    const credentials = options ? [options, ...options.additionalCredentials] : [];
    this.accepted = new AcceptedCredentials(
      credentials.map(({ apiLogin, apiPassword }) => ({ login: apiLogin, password: apiPassword })),
    );
  }

  /** Parses and checks the header once. Fails with a {@link Refusal} as the challenge. */
  override authenticate(
    this: this & PassportActions,
    request: { headers: { authorization?: string | undefined } },
  ): void {
    const { credentials, refusal } = parseBasicCredentials(request.headers.authorization);
    if (!credentials) this.fail(refusal);
    else if (this.validate(credentials.login, credentials.password)) this.success(credentials.login);
    else this.fail('wrong');
  }

  /** Returns whether these are the API login and the API password. */
  validate(login: string, password: string): boolean {
    return this.accepted.include({ login, password });
  }

  /** Uses a separate registry, so that strategy names never conflict with those of the application or another registration. */
  getPassportInstance(): passport.Authenticator {
    return new passport.Passport();
  }
}

/**
 * Authorizes the chat server by HTTP Basic, with the API login and API password (`protocol/imbachat.md` section 1.1).
 * Every other call receives 401 with a challenge, or 429 with `Retry-After` after too many failures from one client
 * (option `imbachat.failureLimiter`), even with accepted credentials; the reason is only logged. A subclass can override
 * each step.
 *
 * @example
 * ```ts
 * @UseGuards(BasicAuthGuard) // on your own controller, for the chat server only
 * @Controller('imbachat/reports')
 * class ReportsController {}
 * ```
 */
@Injectable()
export class BasicAuthGuard implements CanActivate {
  /** @internal Nest creates it. */
  constructor(
    @Inject(IMBACHAT_OPTIONS) private readonly options: ResolvedImbaChatOptions | null,
    @Inject(BasicAuthStrategy) private readonly strategy: object,
    @Inject(AuthorizationLimiter) private readonly limiter: AuthorizationLimiter,
    @Inject(UsersService) private readonly users: UsersService,
    @Inject(ChatTelemetry) private readonly telemetry: ChatTelemetry,
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost,
  ) {}

  /**
   * @throws {NotFoundException} when the endpoint is not served.
   * @throws {HttpException} 429 when the client has failed too often.
   * @throws {UnauthorizedException} when the request does not have accepted credentials.
   */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    this.telemetry.recordCall(this.getEndpointName(context), context);
    if (!(await this.isServed(context))) throw new NotFoundException();

    const request = context.switchToHttp().getRequest<ClientRequest>();
    const client = clientNetworks(this.getAddress(request), request.headers['x-forwarded-for']);
    this.refuseLimited(context, this.limiter.retryAfterSeconds(client));

    // Nothing is awaited between the check of the limit and the count of a failure, so concurrent calls cannot pass it.
    const refusal = this.authenticate(request);
    if (refusal === null) {
      this.refuseLimited(context, await this.limiter.confirm(client));
      return true;
    }
    this.refuseLimited(context, await this.limiter.report(client, refusal, requestIdOf(request)));
    this.telemetry.refused(refusal);
    this.setHeader(context, 'WWW-Authenticate', `Basic realm="${REALM}"`);
    throw new UnauthorizedException(errorEnvelope(401));
  }

  /** Returns the name of the endpoint in metrics and logs. @default the name of the handler */
  protected getEndpointName(context: ExecutionContext): string {
    return this.reflector.get(ChatEndpoint, context.getHandler())?.name ?? context.getHandler().name;
  }

  /** Returns whether ImbaChat is configured and the `UserProvider` has the method that the endpoint requires. */
  protected isServed(context: ExecutionContext): boolean | Promise<boolean> {
    if (this.options === null) return false;
    const requires = this.reflector.get(ChatEndpoint, context.getHandler())?.requires;
    return requires === undefined || this.users.has(context.switchToHttp().getRequest<object>(), requires);
  }

  /**
   * Returns the client by which failures are counted: its address, or any other text that it cannot choose; `''` if it is
   * unknown. IPv6 addresses are counted by their networks.
   * @default the address in `request.ip`, which respects the application's trusted proxies
   */
  protected getAddress(request: ClientRequest): string {
    return addressIn(request.ip) ?? '';
  }

  /** Runs the strategy for a request as Passport does, but without its process-wide registry. */
  protected authenticate(request: ClientRequest): Refusal | null {
    let result: Refusal | null = 'missing';
    const attempt = Object.create(this.strategy) as PassportActions & { authenticate(request: object): void };
    attempt.success = () => (result = null);
    attempt.fail = (refusal) => (result = refusal);
    attempt.authenticate(request);
    return result;
  }

  private refuseLimited(context: ExecutionContext, retryAfterSeconds: number): void {
    if (retryAfterSeconds === 0) return;
    this.telemetry.refused('limited');
    this.setHeader(context, 'Retry-After', String(retryAfterSeconds));
    throw new HttpException(errorEnvelope(429), 429);
  }

  protected setHeader(context: ExecutionContext, name: string, value: string): void {
    this.adapterHost.httpAdapter.setHeader(context.switchToHttp().getResponse(), name, value);
  }
}

/** The part of a request that the guard reads. */
export interface ClientRequest {
  /** The server's own id of the request. */
  readonly id?: unknown;
  readonly headers: { readonly authorization?: string; readonly 'x-forwarded-for'?: unknown };
  /** The client's address, on Express and Fastify alike. */
  readonly ip?: string;
}

/** The actions that Passport adds to a strategy for each request. */
interface PassportActions {
  success(login: string): void;
  fail(refusal: Refusal): void;
}
