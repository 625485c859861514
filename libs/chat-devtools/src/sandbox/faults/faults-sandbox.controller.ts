import { BadRequestException, Controller, Inject, Post, Req, Res, UseFilters } from '@nestjs/common';
import { isPlainObject } from 'nestjs-chat-integration/internal';
import { ReplyService } from 'nestjs-chat-integration/internal/http';
import { SandboxExceptionFilter } from '../sandbox-exception.filter.js';
import { ChatSandboxFaults, type SandboxFault } from './sandbox-faults.js';

/** Plans errors of the simulated vendors from outside. */
@Controller()
@UseFilters(SandboxExceptionFilter)
export class FaultsSandboxController {
  constructor(
    @Inject(ChatSandboxFaults) private readonly faults: ChatSandboxFaults,
    @Inject(ReplyService) private readonly reply: ReplyService,
  ) {}

  /** `POST faults` with `call` and `fault`, as a form or as JSON. */
  @Post('faults')
  plan(@Req() { body }: { body?: unknown }, @Res() response: unknown): void {
    const { call, fault } = isPlainObject(body) ? body : {};
    if (typeof call !== 'string') throw new BadRequestException('Expected the fields call and fault.');
    const code = typeof fault === 'string' && /^[0-9]{1,5}$/.test(fault) ? Number(fault) : fault;
    this.faults.plan(call, code as SandboxFault);
    this.reply.json(response, { planned: { call, fault: code } });
  }
}
