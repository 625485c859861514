import { Controller, Get } from '@nestjs/common';

@Controller()
export class FrontPageController {
  @Get()
  frontPage(): string {
    return 'ok';
  }
}
