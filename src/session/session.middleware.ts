import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, type NestMiddleware, ServiceUnavailableException } from '@nestjs/common';
import cookieSession from 'cookie-session';
import { DemoConfig } from '../config/demo-config.js';
import type { Member } from '../members/member.entity.js';
import { MembersService } from '../members/members.service.js';
import type { RawRequest } from './raw-request.js';

const WEEK = 7 * 24 * 60 * 60 * 1000;
const PATIENCE_MS = 5_000;

/**
 * Reads the session cookie, which holds the member's id and nothing else, and puts the member where Passport
 * and most guards put theirs: `request.user`.
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
      maxAge: WEEK,
    });
  }

  async use(request: RawRequest, response: object, next: () => void): Promise<void> {
    // Typed for Express, but made for Node's own request and response.
    this.readCookie(request as never, response as never, () => {});
    const memberId = request.session?.memberId;
    const member = memberId === undefined ? null : await this.findMember(memberId);
    if (member) request.user = member;
    next();
  }

  /** A database that does not answer must not keep visitors waiting for as long as it does not. */
  private async findMember(id: number): Promise<Member | null> {
    const found = new AbortController();
    const late = delay(PATIENCE_MS, undefined, { signal: found.signal }).then(() => {
      throw new ServiceUnavailableException();
    });
    try {
      return await Promise.race([this.members.findById(id), late]);
    } finally {
      found.abort();
    }
  }
}
