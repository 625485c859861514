import { describe, expect, it } from 'vitest';
import { readEmbedQuestion } from './embed-question.js';

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64');

describe('readEmbedQuestion', () => {
  it('reads chats, in whatever script', () => {
    const chats = [{ encodedChatId: '9czk', siteUserFullName: 'Иван 🦉' }, {}];
    expect(readEmbedQuestion(encode({ embedChatsParameters: chats, lang: 'en' }))).toStrictEqual({ chats });
  });

  it.each([
    ['nothing', '', 'got nothing'],
    ['no base64', '{}', 'Expected base64'],
    ['base64url', Buffer.from('{"a":"~~~???"}').toString('base64url'), 'Expected base64'],
    ['base64 without padding', encode({ a: 1 }).replace(/=+$/, ''), 'with padding'],
    ['percent codes', encodeURIComponent(encode({ a: 1 })), 'without % codes'],
    ['Latin-1', Buffer.from('{"a":"é"}', 'latin1').toString('base64'), 'Expected base64 of UTF-8'],
    ['no JSON', Buffer.from('hello').toString('base64'), 'of JSON'],
    ['a byte order mark', Buffer.from('\ufeff{}').toString('base64'), 'of JSON'],
    ['no chats', encode({}), 'embedChatsParameters'],
    ['an empty list', encode({ embedChatsParameters: [] }), 'embedChatsParameters'],
    ['one chat outside an array', encode({ embedChatsParameters: {} }), 'embedChatsParameters'],
    ['a chat that is none', encode({ embedChatsParameters: [{}, null] }), 'embedChatsParameters'],
  ])('refuses %s', (_, query, words) => {
    expect(readEmbedQuestion(query)).toStrictEqual({ error: expect.stringContaining(words) });
  });
});
