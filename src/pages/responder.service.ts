import { randomBytes } from 'node:crypto';
import { HttpStatus, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ChatWidgetsService, type CspSources } from 'nestjs-chat-integration';
import { visitorOf } from '../session/raw-request.js';
import { contentSecurityPolicy } from './content-security-policy.js';
import { layout } from './layout.js';
import type { Page } from './page.js';

/** Sends private responses that must not be stored, on Express and Fastify. */
@Injectable()
export class Responder {
  constructor(
    private readonly adapterHost: HttpAdapterHost,
    private readonly widgets: ChatWidgetsService,
  ) {}

  /** Sends a page with the chat widgets of the visitor. */
  async page(request: object, response: object, page: Page, status: number = HttpStatus.OK): Promise<void> {
    const nonce = randomBytes(16).toString('base64');
    const widgets = await this.widgets.render(request, { nonce, chatbro: { chats: page.chat } });
    this.sendPage(request, response, page, status, widgets, this.widgets.contentSecurityPolicy(nonce));
  }

  /** Sends a page without chat widgets, such as an error page. */
  pageWithoutWidgets(request: object, response: object, page: Page, status: number): void {
    this.sendPage(request, response, page, status);
  }

  /** Sends JSON. */
  json(response: object, body: object, status: number = HttpStatus.OK): void {
    this.send(response, { 'Content-Type': 'application/json; charset=utf-8' }, body, status);
  }

  /** Redirects with 303 See Other. */
  seeOther(response: object, path: string): void {
    this.adapterHost.httpAdapter.setHeader(response, 'Cache-Control', PRIVATE);
    this.adapterHost.httpAdapter.redirect(response, HttpStatus.SEE_OTHER, path);
  }

  /**
   * Makes the browser remove the pages of this site from its caches. Chromium keeps pages in the back/forward cache
   * even with no-store, and a changed session cookie does not always remove them.
   */
  clearBrowserCache(response: object): void {
    this.adapterHost.httpAdapter.setHeader(response, 'Clear-Site-Data', '"cache"');
  }

  private sendPage(
    request: object,
    response: object,
    page: Page,
    status: number,
    widgets = '',
    sources: CspSources = {},
  ): void {
    const html = layout({ page, visitor: visitorOf(request), widgets });
    const headers = {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': contentSecurityPolicy(sources),
      // With no-referrer, browsers send `Origin: null` with the forms of this site.
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
