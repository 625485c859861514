import { Controller, Get, Inject, Req, Res, UseFilters, UseGuards } from '@nestjs/common';
import {
  LONG_PARAMETER,
  longParameter,
  type RoutedRequest,
  withoutSlashes,
} from '../../http/long-parameter.js';
import { ReplyService } from '../../http/reply.service.js';
import { IMBACHAT_OPTIONS, type ResolvedImbaChatOptions } from '../imbachat.options.js';
import { parseUserNumber, parseUserNumbers } from '../protocol/user-numbers.js';
import { BasicAuthGuard } from './basic-auth.guard.js';
import { ChatEndpoint } from './chat-endpoint.js';
import { ImbaChatException, ImbaChatExceptionFilter } from './imbachat-exception.filter.js';
import { UsersInfoService } from './users-info.service.js';

/**
 * Serves users info, in all three layouts of the URL, and the friends of a user (`protocol/imbachat.md` sections 1.2 and
 * 1.3). Reads the request itself, so that the application's global pipes do not apply.
 */
@Controller()
@UseGuards(BasicAuthGuard)
@UseFilters(ImbaChatExceptionFilter)
export class UsersInfoController {
  /** @internal Nest creates it. */
  constructor(
    @Inject(UsersInfoService) private readonly usersInfo: UsersInfoService,
    @Inject(IMBACHAT_OPTIONS) private readonly options: ResolvedImbaChatOptions,
    @Inject(ReplyService) private readonly reply: ReplyService,
  ) {}

  /** `GET users?user_ids=1,2,3` and `GET users?ids=1,2,3` */
  @Get('users')
  @ChatEndpoint({ name: 'users_info' })
  usersByQuery(@Req() request: { query: Record<string, unknown> }, @Res() response: unknown): Promise<void> {
    const { query } = request;
    return this.respond(request, query['user_ids'] ?? query['ids'], response);
  }

  /** `GET users/1,2,3` */
  @Get(`users/${LONG_PARAMETER}`)
  @ChatEndpoint({ name: 'users_info' })
  usersByPath(@Req() request: RoutedRequest, @Res() response: unknown): Promise<void> {
    return this.respond(request, longParameter(request, 'users'), response);
  }

  /** `GET user/friends/1` */
  @Get(`user/friends/${LONG_PARAMETER}`)
  @ChatEndpoint({ name: 'friends', requires: 'findFriends' })
  async friends(@Req() request: RoutedRequest, @Res() response: unknown): Promise<void> {
    const number = parseUserNumber(longParameter(request, 'friends'));
    this.reply.json(response, number === undefined ? [] : await this.usersInfo.friends(request, number));
  }

  private async respond(request: object, list: unknown, response: unknown): Promise<void> {
    const { idSeparator, maxIds } = this.options;
    const numbers = parseUserNumbers(withoutSlashes(textOf(list, idSeparator)), idSeparator);
    if (numbers.length > maxIds) {
      throw new ImbaChatException(400, `Too many ids: ${numbers.length}, at most ${maxIds} in one request`);
    }
    this.reply.jsonText(response, await this.usersInfo.usersInfo(request, numbers));
  }
}

/** Returns the text of a parameter; a repeated parameter is an array. */
function textOf(list: unknown, separator: string): string {
  if (typeof list === 'string') return list;
  return Array.isArray(list) ? list.filter((text) => typeof text === 'string').join(separator) : '';
}
