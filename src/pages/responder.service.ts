import { HttpStatus, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { visitorOf } from '../session/raw-request.js';
import { contentSecurityPolicy } from './content-security-policy.js';
import { layout } from './layout.js';
import type { Page } from './page.js';

/** Answers requests, on Express and Fastify alike, with what belongs to one visitor and is never kept. */
@Injectable()
export class Responder {
  constructor(private readonly adapterHost: HttpAdapterHost) {}

  /** Sends a page in the layout of the site. */
  page(request: object, response: object, page: Page, status: number = HttpStatus.OK): void {
    const html = layout({ page, visitor: visitorOf(request), widgets: '' });
    const headers = {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': contentSecurityPolicy(),
      // With no-referrer, browsers would send `Origin: null` with our own forms.
      'Referrer-Policy': 'same-origin',
    };
    this.send(response, headers, html, status);
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

  private send(response: object, headers: Record<string, string>, body: unknown, status: number): void {
    const { httpAdapter } = this.adapterHost;
    const all = { ...headers, 'Cache-Control': PRIVATE, 'X-Content-Type-Options': 'nosniff' };
    for (const [name, value] of Object.entries(all)) httpAdapter.setHeader(response, name, value);
    httpAdapter.reply(response, body, status);
  }
}

const PRIVATE = 'private, no-store';
