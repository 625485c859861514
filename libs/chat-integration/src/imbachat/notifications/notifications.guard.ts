import { hash, timingSafeEqual } from 'node:crypto';
import { type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { BasicAuthGuard, type ClientRequest } from '../endpoints/basic-auth.guard.js';
import type { Refusal } from '../protocol/basic-credentials.js';
import { KEY_PARAMETER, type NotificationsPath } from './notifications-path.js';

/** Injection token of the {@link NotificationsPath} of a registration; `null` if notifications are not received. */
export const NOTIFICATIONS_PATH = Symbol('NOTIFICATIONS_PATH');

/**
 * Authorizes a notification by the key in its path, and by HTTP Basic where the request has it: the vendor does not
 * document whether it does (`protocol/imbachat.md` section 6). Wrong keys and credentials count as failures of the client.
 */
@Injectable()
export class NotificationsGuard extends BasicAuthGuard {
  @Inject(NOTIFICATIONS_PATH)
  private readonly path!: NotificationsPath | null;

  protected override authenticate(
    request: ClientRequest & { params?: Record<string, unknown> },
  ): Refusal | null {
    const key = request.params?.[KEY_PARAMETER];
    if (!this.path || typeof key !== 'string' || !isEqual(key, this.path.key)) return 'wrong_path';
    return request.headers.authorization === undefined ? null : super.authenticate(request);
  }

  /** Every response is the same. */
  protected override setHeader(_context: ExecutionContext): void {}
}

function isEqual(given: string, expected: string): boolean {
  return timingSafeEqual(hash('sha256', given, 'buffer'), hash('sha256', expected, 'buffer'));
}
