import { Inject, Injectable } from '@nestjs/common';
import type { ChatUser } from '../users/chat-user.js';
import { toUserId, type UserId } from '../users/user-id.js';
import { UsersService } from '../users/users.service.js';
import { VisitorResolver } from './visitor-resolver.js';

/** Who is looking at the page of a request. */
@Injectable()
export class VisitorService {
  private readonly users = new WeakMap<object, Promise<ChatUser | null>>();

  constructor(
    @Inject(VisitorResolver) private readonly resolver: VisitorResolver,
    @Inject(UsersService) private readonly usersService: UsersService,
  ) {}

  /**
   * The id of the signed-in visitor, or `null` for a guest.
   *
   * @throws {InvalidUserIdError} when the resolver gives something else.
   */
  async findId(request: object): Promise<UserId | null> {
    // A session's member id is `undefined` for a guest and often text, whatever the types say.
    const id: unknown = await this.resolver.resolve(request);
    return id === null || id === undefined ? null : toUserId(id);
  }

  /**
   * The signed-in visitor as the `UserProvider` knows them, or `null` for a guest and for an id that the
   * provider does not know. Read once per request, however many widgets ask.
   */
  findUser(request: object): Promise<ChatUser | null> {
    let user = this.users.get(request);
    if (!user) {
      user = this.findId(request).then((id) => (id === null ? null : this.usersService.findById(id)));
      this.users.set(request, user);
    }
    return user;
  }
}
