import { HttpStatus, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { visitorOf } from '../session/raw-request.js';
import { contentSecurityPolicy } from './content-security-policy.js';
import { layout } from './layout.js';
import { PageWidgets, type RenderedWidgets } from './page-widgets.service.js';
import type { Page } from './page.js';

/** Answers requests, on Express and Fastify alike, with what belongs to one visitor and is never kept. */
@Injectable()
export class Responder {
  constructor(
    private readonly adapterHost: HttpAdapterHost,
    private readonly widgets: PageWidgets,
  ) {}

  /** Sends a page in the layout of the site, with the chat widgets of its visitor. */
  async page(request: object, response: object, page: Page, status: number = HttpStatus.OK): Promise<void> {
    this.sendPage(request, response, page, status, await this.widgets.render(request, page.chat));
  }

  /** Sends a page without chat widgets: it needs nothing that may have failed. */
  plainPage(request: object, response: object, page: Page, status: number): void {
    this.sendPage(request, response, page, status, { html: '', sources: {} });
  }

  /** Sends JSON. */
  json(response: object, body: object, status: number = HttpStatus.OK): void {
    this.send(response, { 'Content-Type': 'application/json; charset=utf-8' }, body, status);
  }

  /** Sends the browser to another page, which it is to GET. */
  seeOther(response: object, path: string): void {
    this.adapterHost.httpAdapter.setHeader(response, 'Cache-Control', PRIVATE);
    this.adapterHost.httpAdapter.redirect(response, HttpStatus.SEE_OTHER, path);
  }

  /**
   * Has the browser forget the pages that it has shown. Chromium keeps pages for the back button even with
   * no-store, and not every change of the session's cookie makes it drop them: not for a page behind a redirect.
   */
  forgetPages(response: object): void {
    this.adapterHost.httpAdapter.setHeader(response, 'Clear-Site-Data', '"cache"');
  }

  private sendPage(
    request: object,
    response: object,
    page: Page,
    status: number,
    widgets: RenderedWidgets,
  ): void {
    const html = layout({ page, visitor: visitorOf(request), widgets: widgets.html });
    const headers = {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': contentSecurityPolicy(widgets.sources),
      // With no-referrer, browsers would send `Origin: null` with our own forms.
      'Referrer-Policy': 'same-origin',
    };
    this.send(response, headers, html, status);
  }

  private send(response: object, headers: Record<string, string>, body: unknown, status: number): void {
    const { httpAdapter } = this.adapterHost;
    const all = { ...headers, 'Cache-Control': PRIVATE, 'X-Content-Type-Options': 'nosniff' };
    for (const [name, value] of Object.entries(all)) httpAdapter.setHeader(response, name, value);
    httpAdapter.reply(response, body, status);
  }
}

const PRIVATE = 'private, no-store';
