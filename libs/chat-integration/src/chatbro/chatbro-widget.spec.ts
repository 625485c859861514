import { Logger } from '@nestjs/common';
import type { ChatBroChat } from 'nestjs-chat-browser/chatbro';
import { startChatBro } from 'nestjs-chat-browser/inline';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { resolvedChatBro } from '../../../../test/support/options.js';
import type { ChatUser } from '../users/chat-user.js';
import type { UserId } from '../users/user-id.js';
import { isChatWidget } from '../widgets/chat-widget.js';
import { ChatBroSignatureService } from './chatbro-signature.service.js';
import { chatBroWidget, type ChatBroPageOptions } from './chatbro-widget.js';
import { UnknownChatError } from './chats/unknown-chat.error.js';
import type { ChatBroOptions } from './chatbro.options.js';

const ada = { id: 1, name: 'Ada' };

function setUp(options?: Partial<ChatBroOptions>) {
  const resolved = resolvedChatBro(options);
  const signatures = new ChatBroSignatureService(resolved);
  const widget = chatBroWidget(resolved, signatures);
  const paramsFor = async (visitor: ChatUser<UserId> | null, page: ChatBroPageOptions = {}) =>
    widget.params({ visitor, request: {}, page });
  return { widget, signatures, paramsFor };
}

describe('chatBroWidget', () => {
  const warn = vi.spyOn(Logger.prototype, 'warn').mockReturnValue();

  afterEach(() => {
    warn.mockClear();
  });

  it('returns a usable widget that starts ChatBro', () => {
    const { widget } = setUp();
    expect(isChatWidget(widget)).toBe(true);
    expect(widget).toMatchObject({ name: 'chatbro', start: startChatBro });
  });

  it.each([ada, { id: '6f1c1f0e-2f7e-4d53-9b0e-2f8c7d0d9a11', name: 'Ada' }, null])(
    'has the chat of the options and the signed identity of the visitor %o',
    async (visitor) => {
      const { signatures, paramsFor } = setUp();
      expect(await paramsFor(visitor)).toStrictEqual({
        scriptUrl: 'https://www.chatbro.com/embed.js',
        params: { encodedChatId: '9czk', ...signatures.signUser(visitor) },
      });
    },
  );

  it('treats a user whose identity is refused as a guest, and logs the reason', async () => {
    const { signatures, paramsFor } = setUp();
    for (let page = 0; page < 2; page++) {
      const { params } = await paramsFor({ id: 7, name: 'Administrator Bob' });
      expect(params).toStrictEqual({ encodedChatId: '9czk', ...signatures.signUser(null) });
    }
    expect(warn).toHaveBeenCalledExactlyOnceWith(
      expect.stringMatching(/^User 7 is a guest in ChatBro\. siteUserFullName: expected .*\. Fix: .{20}/),
    );
  });

  it('keeps a user whose optional fields are refused', async () => {
    const { paramsFor } = setUp();
    const { params } = await paramsFor({ id: 7, name: 'Esteban', avatarUrl: 'a.png', nameColor: 'var(--x)' });
    expect(params).toMatchObject({ siteUserFullName: 'Esteban', siteUserFullNameColor: '#767676' });
    expect(params).not.toHaveProperty('siteUserAvatarUrl');
  });

  it('passes on an error that is not about the identity', async () => {
    const { paramsFor } = setUp({
      userName: () => {
        throw new TypeError('broken');
      },
    });
    await expect(paramsFor(ada)).rejects.toThrow('broken');
  });

  it('merges the parameters of a chat into the parameters of the options', async () => {
    const { paramsFor } = setUp({ widget: { isStatic: true, chatLanguage: 'en' } });
    const { params } = await paramsFor(null, { chats: { chatLanguage: 'de', futureParameter: 1 } });
    expect(params).toMatchObject({ isStatic: true, chatLanguage: 'de', futureParameter: 1 });
  });

  it.each([
    [{}, { encodedChatId: '9czk' }],
    [{ chatTitle: 'Cats' }, { parentEncodedChatId: '9czk', chatTitle: 'Cats' }],
    [{ encodedChatId: '9czk' }, { encodedChatId: '9czk' }],
    [{ chatAlias: 'cats' }, { chatAlias: 'cats' }],
    [{ chatPath: 'tg/1' }, { chatPath: 'tg/1' }],
    [
      { parentEncodedChatId: '9czk', chatTitle: 'Cats' },
      { parentEncodedChatId: '9czk', chatTitle: 'Cats' },
    ],
  ])('names the chat of the options unless the page names another: %o', async (chats, expected) => {
    const { signatures, paramsFor } = setUp();
    expect((await paramsFor(null, { chats })).params).toStrictEqual({
      ...expected,
      ...signatures.signUser(null),
    });
  });

  describe('another chat', () => {
    const chats = new Map([
      ['cats', { secretKey: 'the-secret-of-the-cats' }],
      ['dogs', { secretKey: 'the-secret-of-the-dogs' }],
      ['open', { secretKey: '' }],
    ]);

    it.each<[ChatBroChat, secretKey: string]>([
      [{ encodedChatId: 'cats' }, 'the-secret-of-the-cats'],
      [{ parentEncodedChatId: 'dogs', chatTitle: 'Puppies' }, 'the-secret-of-the-dogs'],
    ])('is signed with its own secret, or that of its parent: %o', async (chat, secretKey) => {
      const { signatures, paramsFor } = setUp({ chats });
      for (const visitor of [ada, null]) {
        const { params } = await paramsFor(visitor, { chats: chat });
        expect(params).toStrictEqual({ ...chat, ...signatures.signUser(visitor, { secretKey }) });
      }
    });

    it.each<ChatBroChat>([
      { encodedChatId: 'other' },
      { encodedChatId: 'open' },
      { encodedChatId: 'a/b' },
      { encodedChatId: ['9czk'] as never },
      { encodedChatId: null as never },
      { parentEncodedChatId: 'other', chatTitle: 'Cats' },
      { encodedChatId: '9czk', parentEncodedChatId: 'cats' },
      { encodedChatId: 'cats', parentEncodedChatId: 'dogs' },
    ])('is refused if its secret is not known: %o', async (chat) => {
      for (const options of [{ chats }, {}]) {
        const { paramsFor } = setUp(options);
        await expect(paramsFor(ada, { chats: chat })).rejects.toThrow(UnknownChatError);
        await expect(paramsFor(ada, { chats: [chat] })).rejects.toThrow(UnknownChatError);
      }
    });

    it('is left out and logged if the page has further chats', async () => {
      const { paramsFor } = setUp({ chats });
      const { params } = await paramsFor(null, {
        chats: [{ encodedChatId: 'other' }, { encodedChatId: 'cats' }],
      });
      expect(params).toMatchObject([{ encodedChatId: 'cats' }]);
      expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('"other"'));
    });
  });

  it('has several chats, each with the identity', async () => {
    const { signatures, paramsFor } = setUp();
    const { params } = await paramsFor(ada, { chats: [{}, { chatTitle: 'Cats' }] });
    expect(params).toStrictEqual([
      { encodedChatId: '9czk', ...signatures.signUser(ada) },
      { parentEncodedChatId: '9czk', chatTitle: 'Cats', ...signatures.signUser(ada) },
    ]);
  });

  it('does not let the parameters of a chat set or replace the identity', async () => {
    const identity = {
      siteUserExternalId: '1',
      siteUserFullName: 'Admin',
      siteUserAvatarUrl: '/x',
      siteUserProfileUrl: '/x',
      siteUserFullNameColor: 'red',
      permissions: ['ban'],
      siteDomain: 'attacker.example',
      signature: 'x',
    };
    const { signatures, paramsFor } = setUp({ widget: identity as object });
    for (const visitor of [ada, null]) {
      const { params } = await paramsFor(visitor, { chats: identity });
      expect(params).toStrictEqual({ encodedChatId: '9czk', ...signatures.signUser(visitor) });
    }
  });

  it.each([
    [undefined, 'https://www.chatbro.com'],
    ['https://proxy.example.com/chat', 'https://proxy.example.com'],
    ['/chat-sandbox', "'self'"],
  ])('loads its script from the base URL %s and allows its host', async (baseUrl, source) => {
    const { widget, paramsFor } = setUp({ baseUrl });
    expect((await paramsFor(null)).scriptUrl).toBe(`${baseUrl ?? 'https://www.chatbro.com'}/embed.js`);
    expect(widget.csp).toEqual({ scriptSrc: ["'unsafe-eval'"], connectSrc: [source] });
  });
});
