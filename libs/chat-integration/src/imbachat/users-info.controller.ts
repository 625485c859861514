import { Controller, Get, Inject, Req, Res, UseFilters, UseGuards } from '@nestjs/common';
import { LONG_PARAMETER, longParameterOf } from '../http/long-parameter.js';
import { PrivateReply } from '../http/private-reply.js';
import { parseUserId, type UserId } from '../users/user-id.js';
import { BasicAuthGuard } from './basic-auth.guard.js';
import { parseIdList } from './id-list.js';
import { ImbaChatException, ImbaChatExceptionFilter } from './imbachat-exception.filter.js';
import { IMBACHAT_OPTIONS, type ResolvedImbaChatOptions } from './imbachat.options.js';
import { ObservedGuard } from './observed.guard.js';
import { RequiresAbility, ServedGuard } from './served.guard.js';
import { UsersInfoService } from './users-info.service.js';

/**
 * Users info, as the chat server asks for it, in all three layouts, and the friends of a user
 * (`protocol/imbachat.md` sections 1.2 and 1.3).
 *
 * Reads the request itself, out of reach of the host's global pipes.
 */
@Controller()
@UseGuards(ObservedGuard, ServedGuard, BasicAuthGuard)
@UseFilters(ImbaChatExceptionFilter)
export class UsersInfoController {
  constructor(
    @Inject(UsersInfoService) private readonly usersInfo: UsersInfoService,
    @Inject(IMBACHAT_OPTIONS) private readonly options: ResolvedImbaChatOptions,
    @Inject(PrivateReply) private readonly reply: PrivateReply,
  ) {}

  /** `GET users?user_ids=1,2,3` and `GET users?ids=1,2,3` */
  @Get('users')
  usersByQuery(
    @Req() { query }: { query: Record<string, unknown> },
    @Res() response: unknown,
  ): Promise<void> {
    return this.answer(query['user_ids'] ?? query['ids'], response);
  }

  /** `GET users/1,2,3` */
  @Get(`users/${LONG_PARAMETER}`)
  usersByPath(
    @Req() { params }: { params: Record<string, string> },
    @Res() response: unknown,
  ): Promise<void> {
    return this.answer(longParameterOf(params), response);
  }

  /** `GET user/friends/1` */
  @Get('user/friends/:id')
  @RequiresAbility('findFriends')
  async friends(@Req() { params }: { params: { id: string } }, @Res() response: unknown): Promise<void> {
    const userId = parseUserId(params.id);
    this.reply.jsonText(response, userId === undefined ? '[]' : await this.usersInfo.friendsOf(userId));
  }

  private async answer(list: unknown, response: unknown): Promise<void> {
    this.reply.jsonText(response, await this.usersInfo.of(this.readIds(list)));
  }

  private readIds(list: unknown): UserId[] {
    const { idSeparator, maxIds } = this.options;
    const ids = parseIdList(textOf(list, idSeparator), idSeparator);
    if (ids.length > maxIds) {
      throw new ImbaChatException(400, `Too many ids: ${ids.length}, at most ${maxIds} in one request`);
    }
    return ids;
  }
}

/** The text of a parameter; one that is given twice arrives as an array. */
function textOf(list: unknown, separator: string): string {
  if (typeof list === 'string') return list;
  return Array.isArray(list) ? list.filter((text) => typeof text === 'string').join(separator) : '';
}
