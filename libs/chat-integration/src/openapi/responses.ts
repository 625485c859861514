import type { Operation } from './described-endpoint.js';
import { ref, type Schema, type SchemaName } from './schemas.js';

/** The responses of an operation. */
export type Responses = Operation['responses'];

/** A response with a JSON body. */
export function json(description: string, schema: Schema): NonNullable<Responses[string]> {
  return { description, content: { 'application/json': { schema } } };
}

/** The response to calls without accepted credentials. */
export function challenge(): Responses {
  const headers = { 'WWW-Authenticate': { description: 'The challenge.', schema: { type: 'string' } } };
  return { 401: { ...json('Without accepted credentials.', ref('ImbaChatError')), headers } };
}

/** The response to a client that has failed too often. */
export function tooManyFailures(): Responses {
  return retryLater(429, 'This client has failed authorization too often.', ref('ImbaChatError'));
}

/** The response while the `UserProvider` does not answer. */
export function unavailable(error: SchemaName): Responses {
  return retryLater(503, 'The users cannot be read in time.', ref(error));
}

function retryLater(status: number, description: string, schema: Schema): Responses {
  const seconds = { description: 'After how many seconds to try again.', schema: { type: 'integer' } };
  return { [status]: { ...json(description, schema), headers: { 'Retry-After': seconds } } };
}
