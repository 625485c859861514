import type { IncomingMessage } from 'node:http';
import type { Member } from '../members/member.entity.js';

/** Node's own request, with what the session middleware puts on it. */
export interface RawRequest extends IncomingMessage {
  session?: { memberId?: number } | null;
  user?: Member;
}

/** Node's own request behind the one of the platform: Express extends it, Fastify wraps it. */
export function rawRequest(request: object): RawRequest {
  return ('raw' in request ? request.raw : request) as RawRequest;
}

/** The member who is looking at the page of a request, or `null` for a guest. */
export function visitorOf(request: object): Member | null {
  return rawRequest(request).user ?? null;
}
