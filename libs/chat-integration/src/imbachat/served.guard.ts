import {
  type CanActivate,
  type ExecutionContext,
  Inject,
  Injectable,
  NotFoundException,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { UserAbility } from '../users/user-provider.js';
import { UsersService } from '../users/users.service.js';
import { IMBACHAT_OPTIONS, type ResolvedImbaChatOptions } from './imbachat.options.js';

/** Names the ability of the `UserProvider` without which an endpoint is not served. */
export const RequiresAbility = Reflector.createDecorator<UserAbility>();

/**
 * Answers 404, before anything else, where ImbaChat is not configured or the `UserProvider` lacks the
 * ability that the endpoint needs.
 */
@Injectable()
export class ServedGuard implements CanActivate {
  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(UsersService) private readonly users: UsersService,
    @Inject(IMBACHAT_OPTIONS) private readonly options: ResolvedImbaChatOptions | null,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const ability = this.reflector.get(RequiresAbility, context.getHandler());
    if (this.options === null || (ability !== undefined && !this.users.can(ability)))
      throw new NotFoundException();
    return true;
  }
}
