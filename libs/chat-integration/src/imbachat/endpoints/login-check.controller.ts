import { Controller, Inject, Post, Req, Res, UseFilters, UseGuards } from '@nestjs/common';
import { ReplyService } from '../../http/reply.service.js';
import { isPlainObject } from '../../text/describe.js';
import { errorEnvelope } from '../protocol/error-envelope.js';
import { BasicAuthGuard } from './basic-auth.guard.js';
import { ChatEndpoint } from './chat-endpoint.js';
import { ImbaChatExceptionFilter } from './imbachat-exception.filter.js';
import { UsersInfoService } from './users-info.service.js';

/** The maximum length of a login and of a password, in UTF-16 code units. */
const MAX_LENGTH = 1_000;

/** Checks a login and a password for the chat server (`protocol/imbachat.md` section 1.3). */
@Controller()
@UseGuards(BasicAuthGuard)
@UseFilters(ImbaChatExceptionFilter)
export class LoginCheckController {
  constructor(
    @Inject(UsersInfoService) private readonly usersInfo: UsersInfoService,
    @Inject(ReplyService) private readonly reply: ReplyService,
  ) {}

  /** `POST auth_users`, as a form or as JSON. Every refusal is the same: status 200 with code 403. */
  @Post('auth_users')
  @ChatEndpoint({ name: 'login_check', requires: 'authenticate' })
  async loginCheck(@Req() request: { body?: unknown }, @Res() response: unknown): Promise<void> {
    const { login, password } = isPlainObject(request.body) ? request.body : {};
    const isUsable = isCredential(login) && isCredential(password);
    const user = isUsable ? await this.usersInfo.authenticate(request, login, password) : null;
    this.reply.json(response, user ?? refusal());
  }
}

function isCredential(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= MAX_LENGTH;
}

function refusal(): object {
  const { code, error, debug } = errorEnvelope(403);
  return { code, error, debug };
}
