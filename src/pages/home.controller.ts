import { Controller, Get, Req, Res } from '@nestjs/common';
import { DemoConfig } from '../config/demo-config.js';
import { visitorOf } from '../session/raw-request.js';
import { chatServerCalls, type ChatServerCall } from './chat-server-calls.js';
import { homePage } from './home.page.js';
import { Responder } from './responder.service.js';

@Controller()
export class HomeController {
  private readonly calls: readonly ChatServerCall[];

  constructor(
    private readonly config: DemoConfig,
    private readonly responder: Responder,
  ) {
    this.calls = chatServerCalls(config);
  }

  @Get()
  home(@Req() request: object, @Res() response: object): Promise<void> {
    const page = homePage({
      visitor: visitorOf(request),
      calls: this.calls,
      chatSandbox: this.config.chatSandbox,
    });
    return this.responder.page(request, response, page);
  }
}
