import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Observable } from 'rxjs';
import { PRIVATE_CACHE_CONTROL } from './reply.service.js';

/**
 * Sets `Cache-Control: private, no-store`. Use it for your own pages with a widget, because they contain a visitor's
 * token and signature.
 *
 * Browsers can still restore such a page from their back/forward cache. To prevent this, respond to login and logout
 * with `Clear-Site-Data: "cache"`.
 *
 * @example
 * ```ts
 * @UseInterceptors(NoStoreInterceptor)
 * @Controller()
 * class PagesController {}
 * ```
 */
@Injectable()
export class NoStoreInterceptor implements NestInterceptor {
  constructor(@Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const response: unknown = context.switchToHttp().getResponse();
    this.adapterHost.httpAdapter.setHeader(response, 'Cache-Control', PRIVATE_CACHE_CONTROL);
    return next.handle();
  }
}
