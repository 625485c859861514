import type { IncomingMessage } from 'node:http';
import { Body, Controller, Get, HttpStatus, Post, Req, Res } from '@nestjs/common';
import { UserCache } from 'nestjs-chat-integration';
import { MembersService } from '../members/members.service.js';
import { loginPage } from '../pages/login.page.js';
import { acceptsHtml, isJson } from '../pages/negotiation.js';
import { Responder } from '../pages/responder.service.js';
import { readCredentials } from './credentials.js';
import { rawRequest, visitorOf } from './raw-request.js';

// The same message for an unknown login and a wrong password, so that it does not reveal which logins exist.
const WRONG_CREDENTIALS = 'The login or the password is incorrect.';

/** Login and logout with forms and JSON. */
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
      // Users in the cache contain the last login.
      await this.userCache.invalidate(member.id);
      rawRequest(request).session = { memberId: member.id };
      this.responder.clearBrowserCache(response);
      if (json) this.responder.json(response, { id: member.id, name: member.name });
      else this.responder.seeOther(response, '/');
    } else {
      const status = HttpStatus.UNAUTHORIZED;
      if (json) this.responder.json(response, { statusCode: status, message: WRONG_CREDENTIALS }, status);
      else
        await this.responder.page(request, response, loginPage({ login, error: WRONG_CREDENTIALS }), status);
    }
  }

  @Post('logout')
  logOut(@Req() request: IncomingMessage, @Res() response: object): void {
    rawRequest(request).session = null;
    this.responder.clearBrowserCache(response);
    const { accept, 'content-type': contentType } = request.headers;
    const json = isJson(contentType) || (isJson(accept) && !acceptsHtml(accept));
    if (json) this.responder.json(response, {});
    else this.responder.seeOther(response, '/');
  }
}
