import { Global, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { ErrorPageFilter } from './error-page.filter.js';
import { HomeController } from './home.controller.js';
import { Responder } from './responder.service.js';
import { StylesheetController } from './stylesheet.controller.js';

/** Renders the pages of the site. */
@Global()
@Module({
  controllers: [HomeController, StylesheetController],
  providers: [Responder, { provide: APP_FILTER, useClass: ErrorPageFilter }],
  exports: [Responder],
})
export class PagesModule {}
