import {
  Controller,
  Get,
  Inject,
  NotFoundException,
  Req,
  Res,
  UnauthorizedException,
  UseFilters,
} from '@nestjs/common';
import { ReplyService } from '../../http/reply.service.js';
import { VisitorService } from '../../visitor/visitor.service.js';
import { IMBACHAT_OPTIONS, type ResolvedImbaChatOptions } from '../imbachat.options.js';
import { TokenService } from '../token.service.js';
import { UserNumbersService } from '../user-numbers.service.js';
import { ImbaChatExceptionFilter } from './imbachat-exception.filter.js';

/** Returns the signed-in visitor's token as plain text; 401 for a guest (`protocol/imbachat.md` sections 1.3 and 2). */
@Controller()
@UseFilters(ImbaChatExceptionFilter)
export class TokenController {
  constructor(
    @Inject(IMBACHAT_OPTIONS) private readonly options: ResolvedImbaChatOptions | null,
    @Inject(VisitorService) private readonly visitors: VisitorService,
    @Inject(UserNumbersService) private readonly userNumbers: UserNumbersService,
    @Inject(TokenService) private readonly tokens: TokenService,
    @Inject(ReplyService) private readonly reply: ReplyService,
  ) {}

  @Get()
  async token(@Req() request: object, @Res() response: unknown): Promise<void> {
    if (this.options === null) throw new NotFoundException();
    const visitor = await this.visitors.findVisitor(request);
    if (visitor === null) throw new UnauthorizedException();
    this.reply.text(response, this.tokens.issue(await this.userNumbers.numberOf(request, visitor.id)));
  }
}
