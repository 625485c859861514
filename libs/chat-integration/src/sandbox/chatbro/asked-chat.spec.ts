import { describe, expect, it } from 'vitest';
import { chatName, chatNameProblem, containerOf } from './asked-chat.js';

describe('chatName', () => {
  it.each([
    [{ encodedChatId: '9czk' }, '9czk'],
    [{ chatAlias: 'alias' }, 'alias'],
    [{ chatPath: 'tg/1' }, 'tg/1'],
    [{ parentEncodedChatId: '9czk', chatTitle: 'Lot' }, '\u2068Lot\u2069, child of 9czk'],
    [{ parentEncodedChatId: '9czk', chatTitle: 'Lot', extId: '7' }, '\u2068Lot\u2069 (7), child of 9czk'],
    [{ encodedChatId: '9czk', chatTitle: '?' }, '9czk'],
  ])('names %j', (chat, name) => {
    expect(chatName(chat)).toBe(name);
    expect(chatNameProblem(chat)).toBeUndefined();
  });

  it.each([[{}], [{ encodedChatId: '' }], [{ encodedChatId: 7 }], [{ parentEncodedChatId: '9czk' }]])(
    'has no name for %j',
    (chat) => {
      expect(chatNameProblem(chat)).toMatchObject({ code: 'chat-unnamed' });
    },
  );

  it('takes a child whose title begins with a question mark', () => {
    expect(chatNameProblem({ parentEncodedChatId: '9czk', chatTitle: '?!' })).toBeUndefined();
  });
});

describe('containerOf', () => {
  it('is the element of a static chat alone', () => {
    expect(containerOf({ isStatic: true, containerDivId: 'here' })).toBe('here');
    expect(containerOf({ containerDivId: 'here' })).toBeNull();
    expect(containerOf({ isStatic: true })).toBeNull();
  });
});
