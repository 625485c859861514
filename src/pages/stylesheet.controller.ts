import { Controller, Get, Header } from '@nestjs/common';
import { STYLESHEET } from './stylesheet.js';

@Controller('style.css')
export class StylesheetController {
  @Get()
  @Header('Content-Type', 'text/css; charset=utf-8')
  @Header('Cache-Control', 'public, max-age=86400')
  @Header('X-Content-Type-Options', 'nosniff')
  stylesheet(): string {
    return STYLESHEET;
  }
}
