import {
  Controller,
  Get,
  Inject,
  Req,
  Res,
  UnauthorizedException,
  UseFilters,
  UseGuards,
} from '@nestjs/common';
import { PrivateReply } from '../http/private-reply.js';
import { VisitorService } from '../visitor/visitor.service.js';
import { ImbaChatExceptionFilter } from './imbachat-exception.filter.js';
import { ServedGuard } from './served.guard.js';
import { TokenService } from './token.service.js';

/** The signed-in visitor's token as plain text; 401 for a guest (`protocol/imbachat.md` sections 1.3 and 2). */
@Controller()
@UseGuards(ServedGuard)
@UseFilters(ImbaChatExceptionFilter)
export class TokenController {
  constructor(
    @Inject(VisitorService) private readonly visitor: VisitorService,
    @Inject(TokenService) private readonly tokens: TokenService,
    @Inject(PrivateReply) private readonly reply: PrivateReply,
  ) {}

  @Get()
  async token(@Req() request: object, @Res() response: unknown): Promise<void> {
    const userId = await this.visitor.findId(request);
    if (userId === null) throw new UnauthorizedException();
    this.reply.text(response, this.tokens.issue(userId));
  }
}
