import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, type NestMiddleware, ServiceUnavailableException } from '@nestjs/common';
import cookieSession from 'cookie-session';
import { DemoConfig } from '../config/demo-config.js';
import type { Member } from '../members/member.entity.js';
import { MembersService } from '../members/members.service.js';
import type { RawRequest } from './raw-request.js';

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;
const DATABASE_TIMEOUT_MS = 5_000;

/**
 * Reads the session cookie, which contains only the member's id, and sets `request.user` to the member, as Passport
 * does.
 */
@Injectable()
export class SessionMiddleware implements NestMiddleware<RawRequest, object> {
  private readonly readCookie: ReturnType<typeof cookieSession>;

  constructor(
    config: DemoConfig,
    private readonly members: MembersService,
  ) {
    this.readCookie = cookieSession({
      name: 'session',
      keys: [config.sessionSecret],
      httpOnly: true,
      sameSite: 'lax',
      maxAge: WEEK_MS,
    });
  }

  async use(request: RawRequest, response: object, next: () => void): Promise<void> {
    // The types require Express, but the middleware works with the Node.js request and response.
    this.readCookie(request as never, response as never, () => {});
    const memberId = request.session?.memberId;
    const member = memberId === undefined ? null : await this.findMember(memberId);
    if (member) request.user = member;
    next();
  }

  /** Finds a member, or responds with 503 if the database does not respond in time. */
  private async findMember(id: number): Promise<Member | null> {
    const abort = new AbortController();
    const timeout = delay(DATABASE_TIMEOUT_MS, undefined, { signal: abort.signal }).then(() => {
      throw new ServiceUnavailableException();
    });
    try {
      return await Promise.race([this.members.findById(id), timeout]);
    } finally {
      abort.abort();
    }
  }
}
