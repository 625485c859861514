import { Controller, Get, Inject, Req, Res, UseFilters, UseGuards } from '@nestjs/common';
import { LONG_PARAMETER, longParameter, type RoutedRequest } from '../../http/long-parameter.js';
import { ReplyService } from '../../http/reply.service.js';
import { IMBACHAT_OPTIONS, type ResolvedImbaChatOptions } from '../imbachat.options.js';
import { BasicAuthGuard } from './basic-auth.guard.js';
import { ChatEndpoint } from './chat-endpoint.js';
import { ImbaChatExceptionFilter } from './imbachat-exception.filter.js';
import { UsersInfoService } from './users-info.service.js';

/** The maximum length of a search text, in UTF-16 code units. A longer text finds no users. */
const MAX_QUERY_LENGTH = 100;

/** Searches for users by name (`protocol/imbachat.md` section 1.3). */
@Controller()
@UseGuards(BasicAuthGuard)
@UseFilters(ImbaChatExceptionFilter)
export class SearchController {
  constructor(
    @Inject(UsersInfoService) private readonly usersInfo: UsersInfoService,
    @Inject(IMBACHAT_OPTIONS) private readonly options: ResolvedImbaChatOptions,
    @Inject(ReplyService) private readonly reply: ReplyService,
  ) {}

  /** `GET search/{key}` */
  @Get(`search/${LONG_PARAMETER}`)
  @ChatEndpoint({ name: 'search', requires: 'search' })
  async search(@Req() request: RoutedRequest, @Res() response: unknown): Promise<void> {
    const query = longParameter(request, 'search').trim();
    const isUsable = query !== '' && query.length <= MAX_QUERY_LENGTH;
    const data = isUsable ? await this.usersInfo.search(request, query) : [];
    const isBare = this.options.searchEnvelope === 'array';
    this.reply.json(response, isBare ? data : { code: 200, version: 1, data });
  }
}
