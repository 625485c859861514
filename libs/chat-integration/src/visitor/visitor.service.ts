import { Inject, Injectable } from '@nestjs/common';
import type { ChatUser } from '../users/chat-user.js';
import { toUserId, type UserId } from '../users/user-id.js';
import { UsersService } from '../users/users.service.js';
import { VisitorResolver } from './visitor-resolver.js';

/** Finds the visitor of a request. */
@Injectable()
export class VisitorService {
  private readonly visitors = new WeakMap<object, Promise<ChatUser<UserId> | null>>();

  constructor(
    @Inject(VisitorResolver) private readonly resolver: VisitorResolver,
    @Inject(UsersService) private readonly users: UsersService,
  ) {}

  /**
   * Returns the signed-in visitor as the `UserProvider` returns them; `null` for a guest and for an id that the provider
   * does not know. Reads the visitor once per request, for all widgets.
   *
   * @throws {InvalidUserIdError} when the resolver returns something that is not an id.
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
    const id = await this.resolver.resolve(request);
    return id === null || id === undefined ? null : this.users.findById(toUserId(id));
  }
}
