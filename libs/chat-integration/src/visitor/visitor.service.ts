import { Inject, Injectable } from '@nestjs/common';
import { RateLimitedLogger } from '../telemetry/rate-limited-logger.js';
import type { ChatUser } from '../users/chat-user.js';
import { HostProviders, type HostProvider } from '../users/host-providers.js';
import { ProviderCalls } from '../users/provider-calls.js';
import { InvalidUserIdError, toUserId, type UserId } from '../users/user-id.js';
import { UsersService } from '../users/users.service.js';
import { credentialsOf, type RequestWithHeaders } from './credentials-of.js';
import { VisitorResolver } from './visitor-resolver.js';

/** Finds the visitor of a request. */
@Injectable()
export class VisitorService {
  private readonly logger = new RateLimitedLogger(VisitorService.name, Number.POSITIVE_INFINITY);
  private readonly resolver: HostProvider<VisitorResolver>;
  private readonly visitors = new WeakMap<object, Promise<ChatUser<UserId> | null>>();

  constructor(
    @Inject(HostProviders) providers: HostProviders,
    @Inject(UsersService) private readonly users: UsersService,
    @Inject(ProviderCalls) private readonly calls: ProviderCalls,
  ) {
    this.resolver = providers.get<VisitorResolver>(VisitorResolver);
  }

  /**
   * Returns the signed-in visitor as the `UserProvider` returns them; `null` for a guest, for an id that the provider does
   * not know, and for a value that is not an id. Reads the visitor once per request, for all widgets.
   *
   * @throws as {@link ProviderCalls.run}, when the visitor cannot be read.
   */
  findVisitor(request: object): Promise<ChatUser<UserId> | null> {
    let visitor = this.visitors.get(request);
    if (!visitor) {
      visitor = this.read(request);
      this.visitors.set(request, visitor);
    }
    return visitor;
  }

  private async read(request: object): Promise<ChatUser<UserId> | null> {
    const id = await this.resolve(request);
    if (id === null) {
      this.warnOfCredentials(request);
      return null;
    }
    const visitor = await this.users.findById(request, id);
    if (visitor === null) {
      this.logger.warn(
        'unknown',
        `The UserProvider does not know the visitor ${id}, who is a guest. ${ONCE}`,
      );
    }
    return visitor;
  }

  private async resolve(request: object): Promise<UserId | null> {
    const id = await this.calls.run('VisitorResolver.resolve', async () =>
      (await this.resolver.of(request)).resolve(request),
    );
    if (id === null || id === undefined) return null;
    try {
      return toUserId(id);
    } catch (error) {
      if (!(error instanceof InvalidUserIdError)) throw error;
      this.logger.warn('invalid', `A visitor is a guest. ${error.message} ${ONCE}`);
      return null;
    }
  }

  /** Most visitors with credentials are signed in, so the application may have forgotten to identify them. */
  private warnOfCredentials(request: RequestWithHeaders): void {
    const credentials = credentialsOf(request);
    if (credentials === undefined) return;
    this.logger.warn(
      'credentials',
      `A request with ${credentials} comes from a guest, because the VisitorResolver returned no id. If guests send it ` +
        'too, ignore this. Fix: check that the guard or middleware that signs visitors in runs for this route, before ' +
        'the chat: @Public() skips a global guard, and a guard of a controller runs for its routes only. Or set ' +
        `the option \`visitorResolver\`. ${ONCE}`,
    );
  }
}

const ONCE = 'This is logged once.';
