import { describe, expect, it } from 'vitest';
import { parseEmbedQuery } from './embed-query.js';

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64');

describe('parseEmbedQuery', () => {
  it('returns the chats, with names in any script', () => {
    const chats = [{ encodedChatId: '9czk', siteUserFullName: 'Иван 🦉' }, {}];
    expect(parseEmbedQuery(encode({ embedChatsParameters: chats, lang: 'en' }))).toStrictEqual({ chats });
  });

  it.each([
    ['an empty query', '', 'got nothing'],
    ['text that is not base64', '{}', 'Expected base64'],
    ['base64url', Buffer.from('{"a":"~~~???"}').toString('base64url'), 'Expected base64'],
    ['base64 without padding', encode({ a: 1 }).replace(/=+$/, ''), 'with padding'],
    ['percent-encoded base64', encodeURIComponent(encode({ a: 1 })), 'without percent-encoding'],
    ['Latin-1', Buffer.from('{"a":"é"}', 'latin1').toString('base64'), 'Expected base64 of UTF-8'],
    ['text that is not JSON', Buffer.from('hello').toString('base64'), 'Expected JSON'],
    ['a byte order mark', Buffer.from('\ufeff{}').toString('base64'), 'Expected JSON'],
    ['JSON without chats', encode({}), 'embedChatsParameters'],
    ['an empty array of chats', encode({ embedChatsParameters: [] }), 'embedChatsParameters'],
    ['a chat outside an array', encode({ embedChatsParameters: {} }), 'embedChatsParameters'],
    ['a query that is too long', encode({ a: 'a'.repeat(13_000) }), 'at most 16384 characters'],
    [
      'too many chats',
      encode({ embedChatsParameters: Array.from({ length: 21 }, () => ({})) }),
      'at most 20 chats',
    ],
    ['a chat that is not an object', encode({ embedChatsParameters: [{}, null] }), 'embedChatsParameters'],
  ])('refuses %s', (_, query, words) => {
    expect(parseEmbedQuery(query)).toStrictEqual({ error: expect.stringContaining(words) });
  });
});
