import type { OpenAPIObject } from '@nestjs/swagger';
import { MAX_USER_NUMBER } from '../imbachat/protocol/user-numbers.js';

/** An operation of an OpenAPI document. */
export type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

type Schema = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string];

const text: Schema = { type: 'string' };
const integer: Schema = { type: 'integer' };
const anyObject: Schema = { type: 'object', additionalProperties: true };

const imbaChatError = object({ code: integer, version: integer, error: text, debug: text });

/** The visitor's ImbaChat token. */
export const TOKEN_OPERATION: Operation = {
  tags: ['Chat'],
  summary: "Returns the visitor's ImbaChat token",
  responses: {
    200: { description: 'The token, a JWT.', content: { 'text/plain': { schema: text } } },
    401: {
      description: 'The visitor is a guest.',
      content: { 'application/json': { schema: imbaChatError } },
    },
    503: unavailable(imbaChatError),
  },
};

/** The parameters of all widgets. */
export function widgetsOperation(names: readonly string[]): Operation {
  const schema: Schema = {
    type: 'object',
    description: 'Parameters by widget name. A widget that fails is left out.',
    properties: Object.fromEntries(names.map((name) => [name, WIDGETS[name] ?? anyObject])),
  };
  return {
    tags: ['Chat'],
    summary: 'Returns what a page needs to start the chat widgets for its visitor, who can be a guest',
    responses: {
      200: { description: 'The parameters of the widgets.', content: { 'application/json': { schema } } },
      503: unavailable(object({ statusCode: integer, message: text })),
    },
  };
}

/** Schemas of the parameters of the widgets that this package provides. */
const WIDGETS: Readonly<Record<string, Schema>> = {
  imbachat: object({
    scriptUrl: text,
    options: {
      ...anyObject,
      description: 'The argument of `window.ImbaChat.load()`. A guest has neither `user_id` nor `token`.',
      properties: { user_id: { type: 'integer', minimum: 1, maximum: MAX_USER_NUMBER }, token: text },
    },
  }),
  chatbro: object({
    scriptUrl: text,
    params: {
      ...anyObject,
      description: 'The chat, its look, and the signed identity of the visitor.',
      required: ['siteDomain', 'signature'],
      properties: { encodedChatId: text, siteDomain: text, signature: text },
    },
  }),
};

/** The schema of an object whose properties are all required. */
function object(properties: Record<string, Schema>): Schema {
  return { type: 'object', required: Object.keys(properties), properties };
}

/** The response while the users cannot be read. */
function unavailable(schema: Schema) {
  return {
    description: 'The users could not be read in time.',
    headers: { 'Retry-After': { description: 'Seconds until the next attempt.', schema: integer } },
    content: { 'application/json': { schema } },
  };
}
