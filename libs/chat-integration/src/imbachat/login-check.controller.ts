import { Controller, Inject, Post, Req, Res, UseFilters, UseGuards } from '@nestjs/common';
import { PrivateReply } from '../http/private-reply.js';
import { isPlainObject, problemsOf, Rule } from '../options/option-rule.js';
import { UsersService } from '../users/users.service.js';
import { BasicAuthGuard } from './basic-auth.guard.js';
import { errorEnvelope } from './error-envelope.js';
import { ImbaChatExceptionFilter } from './imbachat-exception.filter.js';
import { ObservedGuard } from './observed.guard.js';
import { RequiresAbility, ServedGuard } from './served.guard.js';
import { userSummary } from './users-info.js';

const MAX_LENGTH = 1_000;

const Credential = Rule(
  { expected: `a text of 1 to ${MAX_LENGTH} characters`, remedy: 'Send login and password.', secret: true },
  (value) => typeof value === 'string' && value !== '' && value.length <= MAX_LENGTH,
);

/** What the chat server sends for a login check, as a form or as JSON. */
class LoginCheckBody {
  @Credential
  login!: string;

  @Credential
  password!: string;
}

/** The chat server's check of a login and a password (`protocol/imbachat.md` section 1.3). */
@Controller()
@UseGuards(ObservedGuard, ServedGuard, BasicAuthGuard)
@UseFilters(ImbaChatExceptionFilter)
export class LoginCheckController {
  constructor(
    @Inject(UsersService) private readonly users: UsersService,
    @Inject(PrivateReply) private readonly reply: PrivateReply,
  ) {}

  /** `POST auth_users`; a wrong pair is answered 200 with code 403, and the same for whatever is wrong with it. */
  @Post('auth_users')
  @RequiresAbility('authenticate')
  async loginCheck(@Req() { body }: { body?: unknown }, @Res() response: unknown): Promise<void> {
    const given = readBody(body);
    const user = given && (await this.users.authenticate(given.login, given.password));
    this.reply.json(response, user ? userSummary(user) : loginRefusal());
  }
}

function readBody(body: unknown): LoginCheckBody | null {
  if (!isPlainObject(body)) return null;
  const given = { login: body['login'], password: body['password'] };
  return problemsOf(LoginCheckBody, given, '').length === 0 ? (given as LoginCheckBody) : null;
}

function loginRefusal(): object {
  const { code, error, debug } = errorEnvelope(403);
  return { code, error, debug };
}
