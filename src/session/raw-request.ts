import type { IncomingMessage } from 'node:http';
import type { Member } from '../members/member.entity.js';

/** The Node.js request with the properties that the session middleware adds. */
export interface RawRequest extends IncomingMessage {
  session?: { memberId?: number } | null;
  user?: Member;
}

/** Returns the Node.js request, which Express extends and Fastify wraps. */
export function rawRequest(request: object): RawRequest {
  return ('raw' in request ? request.raw : request) as RawRequest;
}

/** Returns the logged-in member of a request, or `null` for a guest. */
export function visitorOf(request: object): Member | null {
  return rawRequest(request).user ?? null;
}
