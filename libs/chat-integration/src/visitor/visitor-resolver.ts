import { Injectable } from '@nestjs/common';
import { readProperty } from '../objects/read-property.js';
import { RateLimitedLogger } from '../telemetry/rate-limited-logger.js';
import type { UserId } from '../users/user-id.js';

/** The id of a signed-in visitor, as sessions and JWTs hold it; `null` and `undefined` are a guest. */
export type VisitorId = UserId | bigint | null | undefined;

/** Reads the id of a request's visitor. The request is the platform's own: Express's or Fastify's. */
// oxlint-disable-next-line typescript/no-explicit-any -- each host names its own type of request
export type ResolveVisitor = (request: any) => VisitorId | Promise<VisitorId>;

/**
 * Resolves the visitor of a request. This class is both the type to implement and the injection token; the default
 * is {@link RequestUserVisitorResolver}.
 *
 * @example
 * ```ts
 * @Injectable()
 * class SessionVisitorResolver extends VisitorResolver {
 *   resolve(request: Request): number | null {
 *     return request.session.memberId ?? null;
 *   }
 * }
 * ```
 */
export abstract class VisitorResolver {
  /**
   * @param request the platform's own request: Express's or Fastify's.
   * @returns the id of the signed-in visitor; `null` for a guest.
   */
  abstract resolve(request: object): VisitorId | Promise<VisitorId>;
}

/**
 * Reads the visitor from `request.user`, where Passport and most Nest guards put it: its `id`, `userId` or `sub`.
 * A `request.user` without any of these is a guest, and is logged once.
 */
@Injectable()
export class RequestUserVisitorResolver extends VisitorResolver {
  private readonly logger = new RateLimitedLogger(RequestUserVisitorResolver.name, Number.POSITIVE_INFINITY);

  resolve(request: object): VisitorId {
    // Connect-style middleware on Fastify decorates the raw request.
    const raw = readProperty(request, 'raw') as object | undefined;
    const user = readProperty(request, 'user') ?? (raw && readProperty(raw, 'user'));
    if (user === undefined || user === null) return null;
    const named = Object(user) as object;
    const id = readProperty(named, 'id') ?? readProperty(named, 'userId') ?? readProperty(named, 'sub');
    if (id === undefined || id === null) this.warn(named);
    return id as VisitorId;
  }

  private warn(user: object): void {
    this.logger.warn(
      'shape',
      'Expected `id`, `userId` or `sub` in request.user but got ' +
        `${Object.keys(user).slice(0, 10).join(', ') || 'nothing'}. The visitor is treated as a guest. Fix: set the ` +
        'option `visitorResolver`, for example to (request) => request.user.memberId. This is logged once.',
    );
  }
}
