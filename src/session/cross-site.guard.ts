import type { IncomingMessage } from 'node:http';
import { ForbiddenException, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { isCrossSite } from './is-cross-site.js';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Rejects cross-site requests with unsafe methods, such as forms submitted from other sites. */
@Injectable()
export class CrossSiteGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { method, headers } = context
      .switchToHttp()
      .getRequest<Pick<IncomingMessage, 'method' | 'headers'>>();
    if (SAFE_METHODS.has(method ?? '') || !isCrossSite(headers)) return true;
    throw new ForbiddenException('Cross-site requests are not allowed.');
  }
}
