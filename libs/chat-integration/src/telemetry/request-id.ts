import { randomUUID } from 'node:crypto';

/** The part of a request that may contain its id. */
export interface IdentifiedRequest {
  /** Fastify's own, or what a logger such as pino-http has given an Express request. */
  readonly id?: unknown;
  readonly headers?: Readonly<Record<string, unknown>>;
}

const generated = new WeakMap<object, string>();

/**
 * Returns the id of a request in the log: the server's own `request.id`, else the proxy's `X-Request-Id`, else a
 * generated one, which is the same for the whole request. Never returns text that could forge a line of the log.
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
