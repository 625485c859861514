import { randomUUID } from 'node:crypto';

/** What is looked at of a request to find its id. */
export interface IdentifiedRequest {
  /** Fastify's own, or what a logger such as pino-http has given an Express request. */
  readonly id?: unknown;
  readonly headers?: Readonly<Record<string, unknown>>;
}

const made = new WeakMap<object, string>();

/**
 * The id by which a request is found again in the log: the server's own `request.id`, else what the proxy sent as
 * `X-Request-Id`, else one that is made, the same for the whole request. Never text that could fake a line of the
 * log.
 */
export function requestIdOf(request: IdentifiedRequest): string {
  const given = [request.id, request.headers?.['x-request-id']].find(isRequestId);
  if (given !== undefined) return given;
  const id = made.get(request) ?? randomUUID();
  made.set(request, id);
  return id;
}

function isRequestId(value: unknown): value is string {
  return typeof value === 'string' && /^[\w.:+/=-]{1,128}$/.test(value);
}
