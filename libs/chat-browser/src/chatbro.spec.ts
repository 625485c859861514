import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startChatBro } from './chatbro.js';
import { startChatBro as startChatBroText } from './inline.js';
import { FakeElement, FakePage, type FakeRequest } from './testing/fake-page.js';

const scriptUrl = 'https://www.chatbro.com/embed.js';
const chat = { encodedChatId: '9czk', siteDomain: 'example.com', signature: 'f00d' };
let page: FakePage;

beforeEach(() => {
  page = new FakePage().open();
});

afterEach(() => vi.unstubAllGlobals());

/** The chats that the embed code asked for. */
function sentChats(): unknown {
  return page.questions[0]!['embedChatsParameters'];
}

describe('the request', () => {
  it('is sent with credentials and asks for the chats', () => {
    startChatBro({ scriptUrl, params: chat });
    const [request] = page.requests;
    expect(request).toMatchObject({ method: 'GET', withCredentials: true, isSent: true });
    expect(request!.url).toMatch(/^https:\/\/www\.chatbro\.com\/embed\.js\?[A-Za-z0-9+/]+={0,2}$/);
    expect(page.questions).toEqual([{ embedChatsParameters: [chat], lang: 'en-GB', needLoadCode: true }]);
  });

  it('asks for several chats at once', () => {
    const child = { ...chat, chatTitle: 'Cats' };
    startChatBro({ scriptUrl, params: [chat, child] });
    expect(sentChats()).toEqual([chat, child]);
  });

  it('keeps every character of a name', () => {
    const params = { ...chat, siteUserFullName: 'Ñandú 李 😀 \u2028' };
    startChatBro({ scriptUrl, params });
    expect(sentChats()).toEqual([params]);
  });

  it('holds 300 kB of parameters', () => {
    const params = { ...chat, customLoginLink: 'ж'.repeat(150_000) };
    startChatBro({ scriptUrl, params });
    expect(sentChats()).toEqual([params]);
  });

  it('does not ask for code that the page already has', () => {
    page.window['Chatbro'] = {};
    startChatBro({ scriptUrl, params: chat });
    expect(page.questions[0]!['needLoadCode']).toBe(false);
  });

  it('asks for code if only an element has its name', () => {
    Object.setPrototypeOf(page.window, { Chatbro: new FakeElement('div') });
    startChatBro({ scriptUrl, params: chat });
    expect(page.questions[0]!['needLoadCode']).toBe(true);
  });

  it('holds the versions that the vendor has stored', () => {
    page.storage.set('embedParamsVersion', '3').set('chatbroScriptVersion', '12');
    startChatBro({ scriptUrl, params: chat });
    expect(page.questions[0]).toMatchObject({ embedParamsVersion: '3', chatbroScriptVersion: '12' });
  });

  it('is sent without the versions when the browser refuses storage', () => {
    const localStorage = {
      getItem() {
        throw new DOMException('Access is denied for this document.', 'SecurityError');
      },
    };
    vi.stubGlobal('localStorage', localStorage);
    startChatBro({ scriptUrl, params: chat });
    expect(page.questions).toEqual([{ embedChatsParameters: [chat], lang: 'en-GB', needLoadCode: true }]);
  });
});

describe('the response', () => {
  it('is run in the global scope', () => {
    const scope = page.runText(`(${startChatBroText})(${JSON.stringify({ scriptUrl, params: chat })})`);
    page.requests[0]!.respond(200, 'var chatBroHasRun = true');
    expect(scope['chatBroHasRun']).toBe(true);
  });

  const failures: Record<string, [code: string, message: string, fail: (request: FakeRequest) => void]> = {
    'the vendor responds with an error': [
      'ERR_CHAT_VENDOR_UNREACHABLE',
      'responded with status 500',
      (request) => request.respond(500, 'throw new Error("was run")'),
    ],
    'the vendor cannot be reached': [
      'ERR_CHAT_VENDOR_UNREACHABLE',
      `${scriptUrl} could not be loaded`,
      (request) => request.fail('error'),
    ],
    'the vendor does not respond in time': [
      'ERR_CHAT_VENDOR_TIMEOUT',
      'within 30000 milliseconds',
      (request) => request.fail('timeout'),
    ],
    'the script throws': [
      'ERR_CHAT_VENDOR_FAILED',
      'a mistake',
      (request) => request.respond(200, 'throw new Error("a mistake")'),
    ],
  };

  it.each(Object.entries(failures))('is a failure if %s', async (_, [code, message, fail]) => {
    const { ready } = startChatBro({ scriptUrl, params: [chat, { ...chat, chatTitle: 'Cats' }] });
    expect(page.requests[0]!.timeout).toBe(30_000);
    fail(page.requests[0]!);
    await expect(ready).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
    expect(page.errors).toEqual([{ widget: 'chatbro', error: expect.objectContaining({ code }) }]);

    // The failure is not remembered.
    startChatBro({ scriptUrl, params: chat });
    expect(page.requests).toHaveLength(2);
  });
});

describe('a second start', () => {
  const cats = { ...chat, chatTitle: 'Cats' };

  it('requests only the chats that are not in the page yet', () => {
    startChatBro({ scriptUrl, params: [chat] });
    startChatBro({ scriptUrl, params: chat });
    startChatBro({ scriptUrl, params: [cats, chat] });
    expect(page.questions.map(({ embedChatsParameters: sent }) => sent)).toEqual([[chat], [cats]]);
  });

  it('requests all chats again after the body was replaced', () => {
    startChatBro({ scriptUrl, params: [chat, cats] });
    page.replaceBody();
    startChatBro({ scriptUrl, params: [chat, cats] });
    expect(page.questions.map(({ embedChatsParameters: sent }) => sent)).toEqual([
      [chat, cats],
      [chat, cats],
    ]);
  });

  it('requests all chats again, at once, if their scripts run before the body is replaced', async () => {
    startChatBro({ scriptUrl, params: [chat, cats] });
    startChatBro({ scriptUrl, params: [chat, cats] });
    page.replaceBody();
    await Promise.resolve();
    await Promise.resolve();
    expect(page.questions.map(({ embedChatsParameters: sent }) => sent)).toEqual([
      [chat, cats],
      [chat, cats],
    ]);
  });

  it('requests a static chat again after its div was removed', () => {
    const start = () => page.runInline('', () => startChatBro({ scriptUrl, params: [chat, topic] }));
    const topic = { ...chat, isStatic: true };
    start();
    start();
    expect(page.requests).toHaveLength(1);
    page.body.children.find(({ tagName }) => tagName === 'div')!.remove();
    start();
    expect(page.questions[1]!['embedChatsParameters']).toEqual([{ ...topic, containerDivId: 'chatbro-1' }]);
  });

  it('fails for another visitor', async () => {
    const { refresh } = startChatBro({ scriptUrl, params: chat });
    const params = { ...chat, siteUserExternalId: '7' };
    const { ready } = startChatBro({ scriptUrl, params });
    await expect(ready).rejects.toMatchObject({ code: 'ERR_CHAT_IDENTITY_CHANGED' });
    expect(page.requests).toHaveLength(1);
    expect(() => refresh({ scriptUrl, params })).toThrow(
      expect.objectContaining({ code: 'ERR_CHAT_IDENTITY_CHANGED' }),
    );
    expect(() => refresh({ scriptUrl, params: [chat] })).not.toThrow();
  });
});

describe('a static chat without containerDivId', () => {
  const staticChat = { ...chat, isStatic: true };

  it('gets a div directly in front of the inline script', () => {
    page.runInline('', () => startChatBro({ scriptUrl, params: staticChat }));
    const [div, script, ...others] = page.body.children;
    expect([div!.tagName, script!.tagName, others]).toEqual(['div', 'script', []]);
    expect(div!.id).not.toBe('');
    expect(sentChats()).toEqual([{ ...staticChat, containerDivId: div!.id }]);
  });

  it('gets its own div each, in the order of the chats', () => {
    page.runInline('', () => startChatBro({ scriptUrl, params: [staticChat, chat, staticChat] }));
    const [first, second] = page.body.children.map(({ id }) => id);
    expect(first).not.toBe(second);
    expect(sentChats()).toEqual([
      { ...staticChat, containerDivId: first },
      chat,
      { ...staticChat, containerDivId: second },
    ]);
  });

  it('gets an id that no other element of the page has', () => {
    page.runInline('', () => startChatBro({ scriptUrl, params: staticChat }));
    page.runInline('', () => startChatBro({ scriptUrl, params: { ...staticChat, chatTitle: 'Cats' } }));
    const ids = page.body.children.filter(({ tagName }) => tagName === 'div').map(({ id }) => id);
    expect(new Set(ids).size).toBe(2);
  });

  it('leaves the parameters of the caller unchanged', () => {
    const params = Object.freeze([Object.freeze({ ...staticChat })]);
    page.runInline('', () => startChatBro({ scriptUrl, params }));
    expect(params).toEqual([staticChat]);
  });

  it('is sent as it is outside an inline script', () => {
    startChatBro({ scriptUrl, params: staticChat });
    expect(page.body.children).toEqual([]);
    expect(sentChats()).toEqual([staticChat]);
  });
});

describe('the inline script', () => {
  it('adds no div for a popup or a static chat that names its div', () => {
    const named = { ...chat, isStatic: true, containerDivId: 'place' };
    page.runInline('', () => startChatBro({ scriptUrl, params: [chat, named] }));
    expect(page.body.children.map(({ tagName }) => tagName)).toEqual(['script']);
    expect(sentChats()).toEqual([chat, named]);
  });

  it("gets the id of the vendor's embed code", () => {
    page.runInline('', () => startChatBro({ scriptUrl, params: chat }));
    expect(page.body.children[0]!.id).toBe('chatBroEmbedCode');
  });

  it('gets no id when another element has it', () => {
    const other = new FakeElement('script');
    other.id = 'chatBroEmbedCode';
    page.body.append(other);
    page.runInline('', () => startChatBro({ scriptUrl, params: chat }));
    expect(page.body.children.map(({ id }) => id)).toEqual(['chatBroEmbedCode', '']);
  });
});
