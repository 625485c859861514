import type { OpenAPIObject } from '@nestjs/swagger';
import { MODERATION_RIGHTS, TEXT_FIELDS } from '../chatbro/identity.js';
import { CHAT_PERMISSIONS } from '../users/chat-user.js';
import { MAX_USER_ID } from '../users/user-id.js';

type Components = NonNullable<OpenAPIObject['components']>;

/** A schema of a document. */
export type Schema = NonNullable<Components['schemas']>[string];

const text: Schema = { type: 'string' };
const flag: Schema = { type: 'boolean' };
const userId: Schema = { type: 'integer', minimum: 1, maximum: MAX_USER_ID, example: 42 };
const avatarUrl: Schema = {
  description: 'Absolute URL, or `false` for a user without a picture.',
  oneOf: [text, { type: 'boolean', enum: [false] }],
};
const only = (...values: readonly (string | number)[]): Schema => ({
  type: typeof values[0] === 'number' ? 'integer' : 'string',
  enum: [...values],
});

function eachOf(names: readonly string[], schema: Schema): Record<string, Schema> {
  return Object.fromEntries(names.map((name) => [name, schema]));
}

/** What the endpoints answer, by the name of its component; right in OpenAPI 3.0 and later alike. */
export const SCHEMAS = {
  ImbaChatVersion: {
    type: 'object',
    required: ['version', 'type'],
    properties: { version: only(1), type: text },
  },
  ImbaChatUser: {
    description: 'A user, as the chat shows them.',
    type: 'object',
    required: ['user_id', 'name', 'avatar_url'],
    properties: {
      user_id: userId,
      name: text,
      avatar_url: avatarUrl,
      profile_url: text,
      lastlogin: { type: 'integer', description: 'Unix time in seconds.' },
      badge: text,
      profiles: {
        description: 'Further personas, by profile id.',
        type: 'object',
        additionalProperties: {
          type: 'object',
          required: ['user_id', 'avatar_url', 'name'],
          properties: { user_id: text, avatar_url: avatarUrl, name: text },
        },
      },
      user_mail: { type: 'string', description: 'Only where the site sends e-mail addresses.' },
      chat_role: { ...only('admin', 'user'), description: 'An admin moderates.' },
      permissions: { type: 'object', properties: eachOf(CHAT_PERMISSIONS, flag) },
    },
  },
  ImbaChatUserSummary: {
    type: 'object',
    required: ['name', 'user_id'],
    properties: { name: text, user_id: userId },
  },
  ImbaChatLoginRefusal: {
    description: 'The same for an unknown login and for a wrong password.',
    type: 'object',
    required: ['code', 'error', 'debug'],
    properties: { code: only(403), error: text, debug: only('') },
  },
  ImbaChatError: {
    type: 'object',
    required: ['code', 'version', 'error', 'debug'],
    properties: {
      code: { type: 'integer', description: 'The HTTP status.' },
      version: only(1),
      error: text,
      debug: only(''),
    },
  },
  ImbaChatBoot: {
    description: 'What a page needs to boot the ImbaChat widget for its visitor.',
    type: 'object',
    required: ['scriptUrl', 'options'],
    properties: {
      scriptUrl: text,
      options: {
        description:
          'What `window.ImbaChat.load()` is called with; a guest has neither `user_id` nor `token`.',
        type: 'object',
        properties: { user_id: userId, token: text },
        additionalProperties: true,
      },
    },
  },
  ChatBroBoot: {
    description: 'What a page needs to boot the ChatBro widget for its visitor.',
    type: 'object',
    required: ['scriptUrl', 'params'],
    properties: {
      scriptUrl: text,
      params: {
        description: 'What the embed code is called with: the chat, how it looks, and the signed identity.',
        type: 'object',
        required: ['siteDomain', 'signature'],
        properties: {
          encodedChatId: text,
          siteDomain: text,
          ...eachOf(TEXT_FIELDS, text),
          permissions: { type: 'array', items: only(...MODERATION_RIGHTS) },
          signature: text,
        },
        additionalProperties: true,
      },
    },
  },
  ChatWidgetsError: {
    type: 'object',
    required: ['statusCode', 'message'],
    properties: { statusCode: { type: 'integer' }, message: text },
  },
} as const satisfies Record<string, Schema>;

/** The name of a component of {@link SCHEMAS}. */
export type SchemaName = keyof typeof SCHEMAS;

const COMPONENT = '#/components/schemas/';

/** A reference to one of {@link SCHEMAS}. */
export function ref(name: SchemaName): Schema {
  return { $ref: COMPONENT + name };
}

/** An array of one of {@link SCHEMAS}. */
export function arrayOf(name: SchemaName): Schema {
  return { type: 'array', items: ref(name) };
}

/** Those of {@link SCHEMAS} to which a JSON text refers. */
export function referredSchemas(json: string): Record<string, Schema> {
  return Object.fromEntries(
    Object.entries(SCHEMAS).filter(([name]) => json.includes(`"${COMPONENT}${name}"`)),
  );
}
