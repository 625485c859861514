import { Controller, ForbiddenException, Get, Req, Res } from '@nestjs/common';
import { MembersService } from '../members/members.service.js';
import { isModerator } from '../members/is-moderator.js';
import { moderationPage } from '../pages/moderation.page.js';
import { Responder } from '../pages/responder.service.js';
import { visitorOf } from '../session/raw-request.js';

/** The moderation page, for moderators only. */
@Controller('moderation')
export class ModerationController {
  constructor(
    private readonly members: MembersService,
    private readonly responder: Responder,
  ) {}

  @Get()
  async overview(@Req() request: object, @Res() response: object): Promise<void> {
    const visitor = visitorOf(request);
    if (!visitor) return this.responder.seeOther(response, '/login');
    if (!isModerator(visitor)) throw new ForbiddenException('Only moderators can view this page.');
    const moderators = await this.members.findModerators();
    await this.responder.page(request, response, moderationPage({ visitor, moderators }));
  }
}
