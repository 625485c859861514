import {
  BadRequestException,
  Controller,
  Get,
  NotFoundException,
  Param,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import { memberPage } from '../pages/member.page.js';
import { membersPage } from '../pages/members.page.js';
import { Responder } from '../pages/responder.service.js';
import { visitorOf } from '../session/raw-request.js';
import { parseRecordId } from '../pages/record-id.js';
import { MembersService } from './members.service.js';
import { parsePageNumber } from './page-number.js';

/** The member directory and the profiles. */
@Controller('members')
export class MembersController {
  constructor(
    private readonly members: MembersService,
    private readonly responder: Responder,
  ) {}

  @Get()
  async directory(@Req() request: object, @Res() response: object, @Query('page') value: unknown) {
    const number = parsePageNumber(value);
    if (number === undefined) throw new BadRequestException('The page number must be a positive integer.');
    const page = await this.members.findPage(number);
    if (page.page > page.lastPage) throw new NotFoundException();
    await this.responder.page(request, response, membersPage(page, visitorOf(request)));
  }

  @Get(':id')
  async profile(@Req() request: object, @Res() response: object, @Param('id') text: string) {
    const id = parseRecordId(text);
    const member = id === undefined ? null : await this.members.findById(id);
    if (!member) throw new NotFoundException();
    await this.responder.page(request, response, memberPage(member, visitorOf(request)));
  }
}
