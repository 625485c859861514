import { randomUUID } from 'node:crypto';

/** The part of a request that may contain its id. */
export interface IdentifiedRequest {
  /** Set by Fastify, or by a logger such as pino-http on Express. */
  readonly id?: unknown;
  readonly headers?: Readonly<Record<string, unknown>>;
}

const generated = new WeakMap<object, string>();

/**
 * Returns the id of a request for the log: the server's own `request.id`, or the proxy's `X-Request-Id`, or a generated
 * id that stays the same for the whole request. Never returns text that could forge a log line.
 */
export function requestIdOf(request: IdentifiedRequest): string {
  const given = [request.id, request.headers?.['x-request-id']].find(isRequestId);
  if (given !== undefined) return given;
  const id = generated.get(request) ?? randomUUID();
  generated.set(request, id);
  return id;
}

function isRequestId(value: unknown): value is string {
  return typeof value === 'string' && /^[\w.:+/=-]{1,128}$/.test(value);
}
