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
    config: DemoConfig,
    private readonly responder: Responder,
  ) {
    this.calls = chatServerCalls(config);
  }

  @Get()
  home(@Req() request: object, @Res() response: object): void {
    this.responder.page(request, response, homePage({ visitor: visitorOf(request), calls: this.calls }));
  }
}
