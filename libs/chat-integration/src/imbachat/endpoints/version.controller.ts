import { Controller, Get, Inject, NotFoundException, Res, UseFilters } from '@nestjs/common';
import { ReplyService } from '../../http/reply.service.js';
import { IMBACHAT_OPTIONS, type ResolvedImbaChatOptions } from '../imbachat.options.js';
import { ImbaChatExceptionFilter } from './imbachat-exception.filter.js';

/** Returns the version of the protocol, without authorization (`protocol/imbachat.md` section 1.3). */
@Controller()
@UseFilters(ImbaChatExceptionFilter)
export class VersionController {
  constructor(
    @Inject(IMBACHAT_OPTIONS) private readonly options: ResolvedImbaChatOptions | null,
    @Inject(ReplyService) private readonly reply: ReplyService,
  ) {}

  /** `GET {base}` */
  @Get()
  version(@Res() response: unknown): void {
    if (this.options === null) throw new NotFoundException();
    this.reply.json(response, { version: 1, type: 'nestjs' });
  }
}
