import { Injectable } from '@nestjs/common';
import { ChatIntegrationError } from '../chat-integration.errors.js';
import { toUserId, type UserId } from '../users/user-id.js';

/**
 * Tells who is looking at the page. Both the type to implement and the injection token; the default is
 * {@link RequestUserVisitorResolver}.
 *
 * @example
 * ```ts
 * @Injectable()
 * class SessionVisitorResolver extends VisitorResolver {
 *   resolve(request: Request): UserId | null {
 *     return request.session.memberId ?? null;
 *   }
 * }
 * ```
 */
export abstract class VisitorResolver {
  /**
   * @param request the platform's own request: Express's or Fastify's.
   * @returns the id of the signed-in user, or `null` for a guest.
   */
  abstract resolve(request: object): UserId | null | Promise<UserId | null>;
}

/** `request.user` is there but holds no id. */
export class UnknownVisitorShapeError extends ChatIntegrationError {
  readonly code = 'ERR_CHAT_VISITOR_UNKNOWN_SHAPE';

  constructor() {
    super(
      'Expected `request.user.id` for a signed-in visitor, but `request.user` has no `id`. Give ' +
        'ChatIntegrationModule a `visitorResolver` that reads the id from where your application keeps it.',
    );
  }
}

/** Takes the visitor from `request.user.id`, where Passport and most Nest guards put it. */
@Injectable()
export class RequestUserVisitorResolver extends VisitorResolver {
  /**
   * @throws {UnknownVisitorShapeError} when `request.user` is there without an `id`.
   * @throws {InvalidUserIdError} when the id is no user id.
   */
  resolve(request: RequestWithUser): UserId | null {
    // Connect-style middleware on Fastify decorates the raw request.
    const user = request.user ?? request.raw?.user;
    if (user === undefined || user === null) return null;
    if (user.id === undefined || user.id === null) throw new UnknownVisitorShapeError();
    return toUserId(user.id);
  }
}

interface RequestWithUser {
  user?: { id?: unknown } | null;
  raw?: { user?: { id?: unknown } | null };
}
