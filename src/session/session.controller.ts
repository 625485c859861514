import type { IncomingMessage } from 'node:http';
import { Body, Controller, Get, HttpStatus, Post, Req, Res } from '@nestjs/common';
import { UserCache } from 'nestjs-chat-integration';
import { MembersService } from '../members/members.service.js';
import { loginPage } from '../pages/login.page.js';
import { acceptsHtml, isJson } from '../pages/negotiation.js';
import { Responder } from '../pages/responder.service.js';
import { readCredentials } from './credentials.js';
import { rawRequest, visitorOf } from './raw-request.js';

// The same for an unknown login and for a wrong password: it must not tell which logins exist.
const WRONG_PAIR = 'This login and password do not belong together.';

/** Logging in and out, by form and by JSON. */
@Controller()
export class SessionController {
  constructor(
    private readonly members: MembersService,
    private readonly userCache: UserCache,
    private readonly responder: Responder,
  ) {}

  @Get('login')
  async form(@Req() request: object, @Res() response: object): Promise<void> {
    if (visitorOf(request)) return this.responder.seeOther(response, '/');
    await this.responder.page(request, response, loginPage({}));
  }

  @Post('login')
  async logIn(
    @Req() request: IncomingMessage,
    @Res() response: object,
    @Body() body: unknown,
  ): Promise<void> {
    const { login, password } = readCredentials(body);
    const member = await this.members.authenticate(login, password);
    const json = isJson(request.headers['content-type']);
    if (member) {
      await this.members.recordLogin(member.id);
      // The chat server is told of the last login.
      await this.userCache.invalidate(member.id);
      rawRequest(request).session = { memberId: member.id };
      this.responder.forgetPages(response);
      if (json) this.responder.json(response, { id: member.id, name: member.name });
      else this.responder.seeOther(response, '/');
    } else {
      const status = HttpStatus.UNAUTHORIZED;
      if (json) this.responder.json(response, { statusCode: status, message: WRONG_PAIR }, status);
      else await this.responder.page(request, response, loginPage({ login, error: WRONG_PAIR }), status);
    }
  }

  @Post('logout')
  logOut(@Req() request: IncomingMessage, @Res() response: object): void {
    rawRequest(request).session = null;
    this.responder.forgetPages(response);
    const { accept, 'content-type': contentType } = request.headers;
    const json = isJson(contentType) || (isJson(accept) && !acceptsHtml(accept));
    if (json) this.responder.json(response, {});
    else this.responder.seeOther(response, '/');
  }
}
