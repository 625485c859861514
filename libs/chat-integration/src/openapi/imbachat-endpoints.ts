import type { ChatRegistration } from '../chat-integration.registration.js';
import { LONG_PARAMETER } from '../http/long-parameter.js';
import type { ResolvedImbaChatOptions } from '../imbachat/imbachat.options.js';
import type { UserAbility } from '../users/user-provider.js';
import { type DescribedEndpoint, type Operation, templateOf } from './described-endpoint.js';
import { challenge, json, type Responses, tooManyFailures, unavailable } from './responses.js';
import { arrayOf, ref, type Schema } from './schemas.js';

/** The name of the security scheme of what the chat server calls. */
export const CHAT_SERVER_SCHEME = 'ImbaChatServer';

interface Route {
  readonly method: DescribedEndpoint['method'];
  /** Its path in the controller. */
  readonly listed: string;
  /** Its path in the document. @default listed */
  readonly path?: string;
  /** The ability without which it is not served. */
  readonly ability?: UserAbility;
  readonly describe: (options: ResolvedImbaChatOptions) => Operation;
}

const API: readonly Route[] = [
  { method: 'get', listed: '', describe: version },
  { method: 'get', listed: 'users', describe: usersByQuery },
  { method: 'get', listed: `users/${LONG_PARAMETER}`, path: 'users/{user_ids}', describe: usersByPath },
  { method: 'get', listed: 'user/friends/:id', ability: 'findFriends', describe: friends },
  {
    method: 'get',
    listed: `search/${LONG_PARAMETER}`,
    path: 'search/{key}',
    ability: 'search',
    describe: search,
  },
  { method: 'post', listed: 'auth_users', ability: 'authenticate', describe: loginCheck },
];

const TOKEN: readonly Route[] = [{ method: 'get', listed: '', describe: token }];

/** What the chat server calls, and the visitor's token (`protocol/imbachat.md` section 1). */
export function imbaChatEndpoints(registration: ChatRegistration): DescribedEndpoint[] {
  const { imbachat, paths } = registration;
  const mount = (base: string | false, routes: readonly Route[]): DescribedEndpoint[] =>
    base === false
      ? []
      : routes.map(({ method, listed, path = listed, ability, describe }) => ({
          method,
          listed: templateOf(base, listed),
          path: templateOf(base, path),
          operation:
            imbachat && (ability === undefined || registration.can(ability)) ? describe(imbachat) : null,
        }));
  return [...mount(paths.imbachatApi, API), ...mount(paths.imbachatToken, TOKEN)];
}

const tags = ['ImbaChat'];
const text: Schema = { type: 'string' };

function version(): Operation {
  return {
    tags,
    summary: 'Version of the protocol',
    // Whatever the document asks of everyone else.
    security: [],
    responses: { 200: json('The version.', ref('ImbaChatVersion')) },
  };
}

function usersByQuery(options: ResolvedImbaChatOptions): Operation {
  const parameter = (name: string, description: string) =>
    ({ name, in: 'query', description, schema: text, example: exampleIds(options) }) as const;
  return usersInfo(options, [
    parameter('user_ids', idsDescription(options)),
    parameter('ids', 'The same, under the other name that the chat server may be set to.'),
  ]);
}

function usersByPath(options: ResolvedImbaChatOptions): Operation {
  return usersInfo(options, [
    {
      name: 'user_ids',
      in: 'path',
      required: true,
      description: idsDescription(options),
      schema: text,
      example: exampleIds(options),
    },
  ]);
}

function usersInfo(
  options: ResolvedImbaChatOptions,
  parameters: Operation['parameters'] & object,
): Operation {
  return forChatServer(options, {
    summary: 'Users by id',
    description: 'In the order of the request, each once. Whoever does not exist is left out.',
    parameters,
    responses: {
      200: json('The users found.', arrayOf('ImbaChatUser')),
      400: json(`More than ${options.maxIds} ids.`, ref('ImbaChatError')),
    },
  });
}

function friends(options: ResolvedImbaChatOptions): Operation {
  return forChatServer(options, {
    summary: 'Friends of a user',
    parameters: [{ name: 'id', in: 'path', required: true, schema: text, example: '42' }],
    responses: { 200: json('The friends.', arrayOf('ImbaChatUser')) },
  });
}

function search(options: ResolvedImbaChatOptions): Operation {
  const users = arrayOf('ImbaChatUserSummary');
  const october: Schema = {
    type: 'object',
    required: ['code', 'version', 'data'],
    properties: {
      code: { type: 'integer', enum: [200] },
      version: { type: 'integer', enum: [1] },
      data: users,
    },
  };
  return forChatServer(options, {
    summary: 'Users by name',
    parameters: [{ name: 'key', in: 'path', required: true, schema: text, example: 'ada' }],
    responses: {
      200: json(
        `The users found, at most ${options.searchLimit}.`,
        options.searchEnvelope === 'array' ? users : october,
      ),
    },
  });
}

function loginCheck(options: ResolvedImbaChatOptions): Operation {
  const schema: Schema = {
    type: 'object',
    required: ['login', 'password'],
    properties: { login: text, password: { type: 'string', format: 'password' } },
  };
  return forChatServer(options, {
    summary: 'Check of a login',
    requestBody: {
      required: true,
      content: { 'application/x-www-form-urlencoded': { schema }, 'application/json': { schema } },
    },
    responses: {
      200: json('The user, or a refusal.', {
        oneOf: [ref('ImbaChatUserSummary'), ref('ImbaChatLoginRefusal')],
      }),
    },
  });
}

function token(): Operation {
  return {
    tags,
    summary: "The visitor's token for the chat",
    responses: {
      200: { description: 'The token, a JWT.', content: { 'text/plain': { schema: text } } },
      401: json('The visitor is a guest.', ref('ImbaChatError')),
    },
  };
}

/** What every call of the chat server has in common: Basic authorization, and the errors. */
function forChatServer({ failureLimiter }: ResolvedImbaChatOptions, operation: Operation): Operation {
  const responses: Responses = {
    ...operation.responses,
    ...challenge(),
    ...(failureLimiter && tooManyFailures()),
    ...unavailable('ImbaChatError'),
  };
  return { tags, ...operation, security: [{ [CHAT_SERVER_SCHEME]: [] }], responses };
}

function idsDescription({ idSeparator, maxIds }: ResolvedImbaChatOptions): string {
  return `User ids, at most ${maxIds}, with "${idSeparator}" between two.`;
}

function exampleIds({ idSeparator }: ResolvedImbaChatOptions): string {
  return ['1', '2', '3'].join(idSeparator);
}
