import { Controller, Get, Inject, Res, UseFilters, UseGuards } from '@nestjs/common';
import { PrivateReply } from '../http/private-reply.js';
import { ImbaChatExceptionFilter } from './imbachat-exception.filter.js';
import { ObservedGuard } from './observed.guard.js';
import { ServedGuard } from './served.guard.js';

/** The version of the protocol, without authorization (`protocol/imbachat.md` section 1.3). */
@Controller()
@UseGuards(ObservedGuard, ServedGuard)
@UseFilters(ImbaChatExceptionFilter)
export class VersionController {
  constructor(@Inject(PrivateReply) private readonly reply: PrivateReply) {}

  /** `GET {base}` */
  @Get()
  version(@Res() response: unknown): void {
    this.reply.json(response, { version: 1, type: 'nestjs' });
  }
}
