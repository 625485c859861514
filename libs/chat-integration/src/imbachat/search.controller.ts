import { Controller, Get, Inject, Req, Res, UseFilters, UseGuards } from '@nestjs/common';
import { LONG_PARAMETER, longParameterOf } from '../http/long-parameter.js';
import { PrivateReply } from '../http/private-reply.js';
import { UsersService } from '../users/users.service.js';
import { BasicAuthGuard } from './basic-auth.guard.js';
import { ImbaChatExceptionFilter } from './imbachat-exception.filter.js';
import { IMBACHAT_OPTIONS, type ResolvedImbaChatOptions } from './imbachat.options.js';
import { ObservedGuard } from './observed.guard.js';
import { RequiresAbility, ServedGuard } from './served.guard.js';
import { userSummary } from './users-info.js';

/** The longest search text that is passed on, in UTF-16 units; nobody has a longer name. */
const MAX_QUERY_LENGTH = 100;

/** Search for users by name (`protocol/imbachat.md` section 1.3). */
@Controller()
@UseGuards(ObservedGuard, ServedGuard, BasicAuthGuard)
@UseFilters(ImbaChatExceptionFilter)
export class SearchController {
  constructor(
    @Inject(UsersService) private readonly users: UsersService,
    @Inject(IMBACHAT_OPTIONS) private readonly options: ResolvedImbaChatOptions,
    @Inject(PrivateReply) private readonly reply: PrivateReply,
  ) {}

  /** `GET search/{key}` */
  @Get(`search/${LONG_PARAMETER}`)
  @RequiresAbility('search')
  async search(
    @Req() { params }: { params: Record<string, string> },
    @Res() response: unknown,
  ): Promise<void> {
    const { searchEnvelope, searchLimit } = this.options;
    const query = longParameterOf(params).trim();
    const askable = query !== '' && query.length <= MAX_QUERY_LENGTH;
    const data = askable ? (await this.users.search(query, searchLimit)).map(userSummary) : [];
    this.reply.json(response, searchEnvelope === 'array' ? data : { code: 200, version: 1, data });
  }
}
