import { afterEach, beforeEach, describe, expect, expectTypeOf, it, vi } from 'vitest';
import {
  type ChatBroWidgetParams,
  type ChatPage,
  fetchImbaChatToken,
  type ImbaChatWidgetParams,
  loadChatWidgets,
  startChatWidgets,
  type StartWidget,
} from './index.js';

const imbachat = { scriptUrl: '/widget', options: { theme: 'dark' } } as const;
const chatbro = { scriptUrl: '/embed.js', params: { siteDomain: 'example.com', signature: 'f00d' } };

/** The vendors whose code has been imported. */
const imported: string[] = [];
const chatPage: ChatPage = { openDialog: () => Promise.resolve() };
const startImbaChat = vi.fn<StartWidget<ImbaChatWidgetParams>>();
const startChatBro = vi.fn<StartWidget<ChatBroWidgetParams>>();

beforeEach(() => {
  startImbaChat.mockReturnValue(chatPage);
  vi.resetModules();
  vi.doMock('./imbachat.js', () => {
    imported.push('imbachat');
    return { startImbaChat };
  });
  vi.doMock('./chatbro.js', () => {
    imported.push('chatbro');
    return { startChatBro };
  });
});

afterEach(() => {
  imported.length = 0;
  vi.resetAllMocks();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** Makes the site respond to every request with this. */
function siteResponds(response: Response) {
  const fetch = vi.fn<typeof globalThis.fetch>().mockResolvedValue(response);
  vi.stubGlobal('fetch', fetch);
  return fetch;
}

describe('loadChatWidgets', () => {
  it('starts each widget in the response with its parameters', async () => {
    const fetch = siteResponds(Response.json({ imbachat, chatbro }));
    expect(await loadChatWidgets()).toBe(chatPage);
    expect(fetch.mock.calls).toEqual([['/chat/widgets', { cache: 'no-store', credentials: 'same-origin' }]]);
    expect(startImbaChat.mock.calls).toEqual([[imbachat]]);
    expect(startChatBro.mock.calls).toEqual([[chatbro]]);
  });

  it('uses the URL of the caller', async () => {
    const fetch = siteResponds(Response.json({}));
    await loadChatWidgets({ url: '/api/widgets' });
    expect(fetch).toHaveBeenCalledWith('/api/widgets', expect.anything());
  });

  it('fails with the status when the site responds with an error', async () => {
    siteResponds(Response.json({ statusCode: 500 }, { status: 500 }));
    await expect(loadChatWidgets()).rejects.toThrow('/chat/widgets but got status 500');
  });

  it('fails with the content type when the site responds with a page', async () => {
    siteResponds(new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } }));
    await expect(loadChatWidgets()).rejects.toThrow('Expected JSON from the widgets endpoint');
  });
});

describe('startChatWidgets', () => {
  it.each([{ imbachat }, { chatbro }, { imbachat, chatbro }, {}])(
    'imports only the code of the vendors in %j',
    async (params) => {
      await startChatWidgets(params);
      expect(new Set(imported)).toEqual(new Set(Object.keys(params)));
    },
  );

  it('passes onInitSuccess to ImbaChat and leaves the parameters of the caller unchanged', async () => {
    const onInitSuccess = vi.fn<() => void>();
    await startChatWidgets({ imbachat }, { onInitSuccess });
    expect(startImbaChat.mock.calls).toEqual([
      [{ scriptUrl: '/widget', options: { theme: 'dark', onInitSuccess } }],
    ]);
    expect(imbachat.options).toEqual({ theme: 'dark' });
  });

  it('starts a widget of the page with its parameters', async () => {
    const startCrisp = vi.fn<StartWidget<{ websiteId: string }>>();
    await startChatWidgets({ crisp: { websiteId: 'w1' } }, { widgets: { crisp: startCrisp } });
    expect(startCrisp.mock.calls).toEqual([[{ websiteId: 'w1' }]]);
  });

  it('prefers the start function of the page to the built-in one', async () => {
    const own = vi.fn<StartWidget<object>>();
    await startChatWidgets({ chatbro }, { widgets: { chatbro: own } });
    expect(own).toHaveBeenCalledWith(chatbro);
    expect(imported).toEqual([]);
  });

  it.each(['crisp', 'constructor'])(
    'reports the widget %s, for which it has no start function',
    async (name) => {
      const onError = vi.fn<(error: unknown, name: string) => void>();
      await startChatWidgets({ [name]: {}, chatbro }, { onError });
      expect(onError.mock.calls).toEqual([[expect.any(Error), name]]);
      const { message } = onError.mock.calls[0]![0] as Error;
      expect(message).toContain(`"${name}"`);
      expect(message).toContain(`loadChatWidgets({ widgets: { "${name}": start } })`);
      expect(startChatBro).toHaveBeenCalledOnce();
    },
  );

  it('starts the other widgets when one throws', async () => {
    const error = new Error('refused');
    startChatBro.mockImplementation(() => {
      throw error;
    });
    const onError = vi.fn<(error: unknown, name: string) => void>();
    expect(await startChatWidgets({ chatbro, imbachat }, { onError })).toBe(chatPage);
    expect(onError.mock.calls).toEqual([[error, 'chatbro']]);
  });

  it('starts the other widgets when the promise of one is rejected or never settles', async () => {
    const error = new Error('refused');
    const widgets = { slow: () => new Promise(() => {}), broken: () => Promise.reject(error) };
    const onError = vi.fn<(error: unknown, name: string) => void>();
    expect(await startChatWidgets({ slow: {}, broken: {}, imbachat }, { widgets, onError })).toBe(chatPage);
    expect(onError.mock.calls).toEqual([[error, 'broken']]);
  });

  it('logs the error of a widget by default', async () => {
    const log = vi.spyOn(console, 'error').mockReturnValue();
    await startChatWidgets({ crisp: {} });
    expect(log.mock.calls).toEqual([['The chat widget "crisp" could not be started.', expect.any(Error)]]);
  });

  it.each([
    ['is not configured', {}],
    ['failed to start', { imbachat }],
  ])('returns an openDialog that fails when ImbaChat %s', async (_case, params) => {
    startImbaChat.mockImplementation(() => {
      throw new Error('refused');
    });
    const { openDialog } = await startChatWidgets(params, { onError: () => {} });
    await expect(openDialog(42)).rejects.toThrow('ImbaChat has not been started');
  });

  it('checks the parameters of the built-in widgets at compile time', () => {
    expectTypeOf(startChatWidgets).toBeCallableWith({ imbachat, chatbro, crisp: { websiteId: 'w1' } });
    // @ts-expect-error -- without scriptUrl
    expectTypeOf(startChatWidgets).toBeCallableWith({ imbachat: { options: {} } });
  });
});

describe('fetchImbaChatToken', () => {
  it('returns the token', async () => {
    const fetch = siteResponds(new Response('a.b.c'));
    expect(await fetchImbaChatToken()).toBe('a.b.c');
    expect(fetch).toHaveBeenCalledWith('/imbachat/jwt', { cache: 'no-store', credentials: 'same-origin' });
  });

  it('returns null for a guest', async () => {
    siteResponds(new Response('', { status: 401 }));
    expect(await fetchImbaChatToken()).toBeNull();
  });

  it('fails with the status of any other error', async () => {
    siteResponds(new Response('', { status: 503 }));
    await expect(fetchImbaChatToken('/token')).rejects.toThrow('/token but got status 503');
  });
});
