import { describe, expect, it } from 'vitest';
import { chatName, containerIdOf, findChatNameProblem } from './requested-chat.js';

describe('the name of a requested chat', () => {
  it.each([
    ['9czk', { encodedChatId: '9czk' }],
    ['alias', { chatAlias: 'alias' }],
    ['tg/1', { chatPath: 'tg/1' }],
    ['\u2068Lot\u2069, child of 9czk', { parentEncodedChatId: '9czk', chatTitle: 'Lot' }],
    ['\u2068Lot\u2069 (7), child of 9czk', { parentEncodedChatId: '9czk', chatTitle: 'Lot', extId: '7' }],
    ['\u2068?!\u2069, child of 9czk', { parentEncodedChatId: '9czk', chatTitle: '?!' }],
    ['9czk', { encodedChatId: '9czk', chatTitle: '?' }],
  ])('is %s for %j', (name, chat) => {
    expect(chatName(chat)).toBe(name);
    expect(findChatNameProblem(chat)).toBeUndefined();
  });

  it.each([[{}], [{ encodedChatId: '' }], [{ encodedChatId: 7 }], [{ parentEncodedChatId: '9czk' }]])(
    'is missing in %j',
    (chat) => {
      expect(findChatNameProblem(chat)).toMatchObject({ code: 'chat-unnamed' });
    },
  );
});

describe('the container of a requested chat', () => {
  it('is the element of a static chat', () => {
    expect(containerIdOf({ isStatic: true, containerDivId: 'here' })).toBe('here');
  });

  it.each([[{ containerDivId: 'here' }], [{ isStatic: true }]])('is missing for the popup %j', (chat) => {
    expect(containerIdOf(chat)).toBeNull();
  });
});
