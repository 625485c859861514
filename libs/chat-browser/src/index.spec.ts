import { afterEach, beforeEach, describe, expect, expectTypeOf, it, vi } from 'vitest';
import { fetchImbaChatToken, loadChatWidgets, startChatWidgets, type StartWidget } from './index.js';
import { FakeElement, FakePage } from './testing/fake-page.js';

const imbachat = { scriptUrl: '/widget', options: { theme: 'dark' } } as const;
const chatbro = { scriptUrl: '/embed.js', params: { siteDomain: 'example.com', signature: 'f00d' } };

let page: FakePage;
const load = vi.fn<(options: object) => void>();
const openDialog = vi.fn<(userNumber: number) => void>();
const onError = vi.fn<(error: unknown, name: string) => void>();

beforeEach(() => {
  page = new FakePage().open();
  Object.assign(page.window, { ImbaChat: { load }, imbaApi: { openDialog } });
});

afterEach(() => {
  vi.resetAllMocks();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** Makes the site respond to every request with this. */
function siteResponds(response: Response | Error) {
  const fetch = vi.fn<typeof globalThis.fetch>(async () => {
    if (response instanceof Error) throw response;
    return response.clone();
  });
  vi.stubGlobal('fetch', fetch);
  return fetch;
}

/** What every request has. */
const request = (more: object = {}) => ({
  cache: 'no-store',
  credentials: 'same-origin',
  signal: expect.any(AbortSignal) as AbortSignal,
  ...more,
});

describe('loadChatWidgets', () => {
  it('starts each widget in the response with its parameters', async () => {
    const fetch = siteResponds(Response.json({ imbachat, chatbro }));
    const widgets = await loadChatWidgets();
    await widgets.openDialog(42);
    expect(fetch.mock.calls).toEqual([['/chat/widgets?path=%2Fforum%2F1', request()]]);
    expect(load.mock.calls).toEqual([[imbachat.options]]);
    expect(openDialog.mock.calls).toEqual([[42]]);
    expect(page.questions).toEqual([expect.objectContaining({ embedChatsParameters: [chatbro.params] })]);
  });

  it.each([
    [{ url: '/api/widgets' }, '/api/widgets'],
    [{ baseUrl: '/api' }, '/api/chat/widgets'],
    [{ baseUrl: 'https://api.example.com/' }, 'https://api.example.com/chat/widgets'],
    [{ baseUrl: new URL('https://api.example.com') }, 'https://api.example.com/chat/widgets'],
  ])('with %o requests %s', async (options, url) => {
    const fetch = siteResponds(Response.json({}));
    await loadChatWidgets(options);
    expect(fetch).toHaveBeenCalledWith(`${url}?path=%2Fforum%2F1`, request());
  });

  it.each([
    [{ path: '/a b?' }, '/chat/widgets?path=%2Fa+b%3F'],
    [{ url: '/api/widgets?site=2', path: '/' }, '/api/widgets?site=2&path=%2F'],
  ])('with %o names the path of the page: %s', async (options, url) => {
    const fetch = siteResponds(Response.json({}));
    await loadChatWidgets(options);
    expect(fetch).toHaveBeenCalledWith(url, request());
  });

  it('calls the fetch of the caller with credentials and headers, anew for each request', async () => {
    const fetch = vi.fn<typeof globalThis.fetch>(async () => Response.json({}));
    let token = 0;
    const headers = async () => ({ authorization: `Bearer ${++token}` });
    const { refresh } = await loadChatWidgets({ fetch, credentials: 'include', headers });
    await refresh();
    await fetchImbaChatToken({ fetch, headers: { authorization: 'Bearer x' } });
    expect(fetch.mock.calls.map(([, init]) => init)).toEqual([
      request({ credentials: 'include', headers: { authorization: 'Bearer 1' } }),
      request({ credentials: 'include', headers: { authorization: 'Bearer 2' } }),
      request({ headers: { authorization: 'Bearer x' } }),
    ]);
  });

  it.each([
    ['an error', Response.json({ statusCode: 500 }, { status: 500 }), 'SITE_RESPONSE', 'got status 500'],
    [
      'a page',
      new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } }),
      'SITE_RESPONSE',
      'JSON',
    ],
    [
      'broken JSON',
      new Response('{', { headers: { 'content-type': 'application/json' } }),
      'SITE_RESPONSE',
      'JSON',
    ],
    ['null', Response.json(null), 'SITE_RESPONSE', 'JSON'],
    ['nothing', new TypeError('Failed to fetch'), 'SITE_UNREACHABLE', 'Failed to fetch'],
  ])('fails when the site responds with %s, and works the next time', async (_, response, code, message) => {
    siteResponds(response);
    await expect(loadChatWidgets()).rejects.toMatchObject({
      name: 'ChatWidgetError',
      code: `ERR_CHAT_${code}`,
      message: expect.stringContaining(message) as string,
    });
    expect(page.documentElement.dataset).toEqual({ chatDialogs: 'unavailable' });
    expect(page.errors).toEqual([
      { widget: null, error: expect.objectContaining({ code: `ERR_CHAT_${code}` }) as Error },
    ]);
    siteResponds(Response.json({ imbachat }));
    await (await loadChatWidgets()).openDialog(42);
    expect(page.documentElement.dataset).toEqual({ chatDialogs: 'ready' });
  });

  it('does not disturb widgets that are in the page when the site fails later', async () => {
    siteResponds(Response.json({ imbachat }));
    await (await loadChatWidgets()).openDialog(1);
    siteResponds(new TypeError('Failed to fetch'));
    await expect(loadChatWidgets()).rejects.toThrow('Failed to fetch');
    expect(page.documentElement.dataset).toEqual({ chatDialogs: 'ready' });
    page.click(button('2'));
    await expect.poll(() => openDialog.mock.calls).toEqual([[1], [2]]);
  });

  it('makes a click report the failure', async () => {
    vi.spyOn(console, 'error').mockReturnValue();
    siteResponds(new TypeError('Failed to fetch'));
    await loadChatWidgets().catch(() => {});
    const target = button('2');
    const dispatched = vi.spyOn(target, 'dispatchEvent').mockReturnValue();
    page.click(target);
    await expect.poll(() => dispatched.mock.calls).toHaveLength(1);
    expect(dispatched.mock.calls[0]![0].detail).toMatchObject({
      error: { code: 'ERR_CHAT_DIALOGS_UNAVAILABLE', cause: { code: 'ERR_CHAT_SITE_UNREACHABLE' } },
    });
  });
});

function button(userNumber: string): FakeElement {
  const element = new FakeElement('button');
  element.dataset['chatWith'] = userNumber;
  page.body.append(element);
  return element;
}

describe('startChatWidgets', () => {
  it('passes onInitSuccess to ImbaChat and leaves the parameters of the caller unchanged', async () => {
    const onInitSuccess = vi.fn<() => void>();
    await startChatWidgets({ imbachat }, { onInitSuccess });
    expect(load.mock.calls).toEqual([[{ theme: 'dark', onInitSuccess }]]);
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
    expect(page.requests).toEqual([]);
  });

  it.each(['crisp', 'constructor'])(
    'reports the widget %s, for which it has no start function',
    async (name) => {
      await startChatWidgets({ [name]: {}, chatbro }, { onError });
      expect(onError.mock.calls).toEqual([
        [expect.objectContaining({ code: 'ERR_CHAT_WIDGET_UNKNOWN' }), name],
      ]);
      expect((onError.mock.calls[0]![0] as Error).message).toContain(`{ widgets: { "${name}": start } }`);
      expect(page.requests).toHaveLength(1);
    },
  );

  it.each<[string, StartWidget<object>]>([
    [
      'throws',
      () => {
        throw new Error('refused');
      },
    ],
    ['is rejected', () => Promise.reject(new Error('refused'))],
    ['is rejected later', () => ({ ready: Promise.reject(new Error('refused')) })],
  ])('starts the other widgets when one %s, and tries again the next time', async (_, start) => {
    const own = vi.fn<StartWidget<object>>(start);
    const widgets = { slow: () => new Promise(() => {}), own };
    await (await startChatWidgets({ slow: {}, own: {}, imbachat }, { widgets, onError })).openDialog(42);
    expect(onError.mock.calls).toEqual([[expect.objectContaining({ message: 'refused' }), 'own']]);
    expect(page.errors).toEqual([{ widget: 'own', error: expect.objectContaining({ message: 'refused' }) }]);
    own.mockReturnValue(undefined);
    await startChatWidgets({ own: {} }, { widgets, onError });
    expect(own).toHaveBeenCalledTimes(2);
    expect(onError).toHaveBeenCalledOnce();
  });

  it('reports a widget whose start does not end in time', async () => {
    vi.useFakeTimers();
    await startChatWidgets({ slow: {} }, { widgets: { slow: () => new Promise(() => {}) }, onError });
    await vi.advanceTimersByTimeAsync(30_000);
    vi.useRealTimers();
    expect(onError.mock.calls).toEqual([
      [expect.objectContaining({ code: 'ERR_CHAT_VENDOR_TIMEOUT' }), 'slow'],
    ]);
  });

  it('reports a vendor that fails later', async () => {
    load.mockImplementation(() => {
      throw new Error('switched off');
    });
    const widgets = await startChatWidgets({ imbachat }, { onError });
    await expect(widgets.openDialog(42)).rejects.toMatchObject({ code: 'ERR_CHAT_VENDOR_FAILED' });
    expect(onError.mock.calls).toEqual([
      [expect.objectContaining({ code: 'ERR_CHAT_VENDOR_FAILED' }), 'imbachat'],
    ]);
  });

  it('logs the error of a widget by default', async () => {
    const log = vi.spyOn(console, 'error').mockReturnValue();
    await startChatWidgets({ crisp: {} });
    expect(log.mock.calls).toEqual([['The chat widget "crisp" could not be started.', expect.any(Error)]]);
  });

  it('returns an openDialog that fails when ImbaChat is not configured', async () => {
    const widgets = await startChatWidgets({ chatbro });
    await expect(widgets.openDialog(42)).rejects.toMatchObject({ code: 'ERR_CHAT_DIALOGS_UNAVAILABLE' });
    expect(page.documentElement.dataset).toEqual({ chatDialogs: 'unavailable' });
  });

  it('starts nothing twice for the same visitor', async () => {
    const own = vi.fn<StartWidget<object>>();
    const start = () => startChatWidgets({ imbachat, chatbro, own: { id: 1 } }, { widgets: { own } });
    await Promise.all([start(), start()]);
    await (await start()).openDialog(42);
    expect(load).toHaveBeenCalledOnce();
    expect(page.requests).toHaveLength(1);
    expect(own).toHaveBeenCalledOnce();
    page.click(button('7'));
    await expect.poll(() => openDialog.mock.calls).toEqual([[42], [7]]);
  });

  it('does not start widgets for another visitor', async () => {
    const own = vi.fn<StartWidget<object>>();
    await startChatWidgets({ imbachat, chatbro, own: { id: 1 } }, { widgets: { own } });
    const params = { ...chatbro.params, siteUserExternalId: '7' };
    await startChatWidgets(
      {
        imbachat: { ...imbachat, options: { user_id: 7, token: 'a' } },
        chatbro: { ...chatbro, params },
        own: { id: 2 },
      },
      { widgets: { own }, onError },
    );
    await expect
      .poll(() => onError.mock.calls.map(([, name]) => name).toSorted())
      .toEqual(['chatbro', 'imbachat', 'own']);
    for (const [error] of onError.mock.calls)
      expect(error).toMatchObject({ code: 'ERR_CHAT_IDENTITY_CHANGED' });
    expect(own).toHaveBeenCalledOnce();
    expect(load).toHaveBeenCalledOnce();
    expect(page.requests).toHaveLength(1);
  });

  it('checks the parameters of the built-in widgets at compile time', () => {
    expectTypeOf(startChatWidgets).toBeCallableWith({ imbachat, chatbro, crisp: { websiteId: 'w1' } });
    // @ts-expect-error -- without scriptUrl
    expectTypeOf(startChatWidgets).toBeCallableWith({ imbachat: { options: {} } });
  });
});

describe('reset', () => {
  it('ends the session of each widget, which can then be started for another visitor', async () => {
    const reset = vi.fn<() => void>();
    const own = vi.fn<StartWidget<object>>(async () => ({ reset }));
    const first = await startChatWidgets({ own: { id: 1 } }, { widgets: { own } });
    await first.reset();
    await startChatWidgets({ own: { id: 2 } }, { widgets: { own }, onError });
    expect(reset).toHaveBeenCalledOnce();
    expect(own.mock.calls).toEqual([[{ id: 1 }], [{ id: 2 }]]);
    expect(onError).not.toHaveBeenCalled();
  });

  it('resets a built-in widget for which the page has a function', async () => {
    const { startImbaChat } = await import('./imbachat.js');
    const widgets = {
      imbachat: (params: Parameters<typeof startImbaChat>[0]) => ({ ...startImbaChat(params), reset() {} }),
    };
    const first = await startChatWidgets({ imbachat }, { widgets });
    await first.reset();
    const next = { ...imbachat, options: { user_id: 7, token: 'a' } };
    await (await startChatWidgets({ imbachat: next }, { widgets, onError })).openDialog(1);
    expect(load.mock.calls).toEqual([[imbachat.options], [next.options]]);
    expect(onError).not.toHaveBeenCalled();
  });

  it('names the widgets that cannot end the session', async () => {
    const failure = new Error('no');
    const own = () => ({ reset: () => Promise.reject(failure) });
    const started = await startChatWidgets({ imbachat, chatbro, own: {} }, { widgets: { own } });
    await expect(started.reset()).rejects.toMatchObject({
      code: 'ERR_CHAT_RESET_UNSUPPORTED',
      message: expect.stringMatching(/imbachat and chatbro and own cannot.* reload the page/) as string,
      cause: failure,
    });
  });

  it('does nothing without widgets', async () => {
    expect(await (await startChatWidgets({})).reset()).toBeUndefined();
  });
});

describe('refresh', () => {
  it('gives each widget its new parameters', async () => {
    const refresh = vi.fn<(params: object) => void>();
    const started = await startChatWidgets(
      { imbachat, chatbro, own: {} },
      { widgets: { own: () => ({ refresh }) } },
    );
    await started.refresh({ imbachat, chatbro, own: { token: 'b' } });
    expect(refresh.mock.calls).toEqual([[{ token: 'b' }]]);
  });

  it('names the widgets that cannot be refreshed', async () => {
    const signedIn = { ...imbachat, options: { user_id: 7, token: 'a' } };
    const started = await startChatWidgets({ imbachat: signedIn, chatbro });
    await expect(started.refresh({ imbachat: signedIn, chatbro })).rejects.toMatchObject({
      code: 'ERR_CHAT_REFRESH_UNSUPPORTED',
      message: expect.stringContaining('imbachat cannot') as string,
    });
  });
});

describe('fetchImbaChatToken', () => {
  it('returns the token', async () => {
    const fetch = siteResponds(new Response('a.b.c'));
    expect(await fetchImbaChatToken()).toBe('a.b.c');
    expect(fetch).toHaveBeenCalledWith('/imbachat/jwt', request());
  });

  it('returns null for a guest', async () => {
    siteResponds(new Response('', { status: 401 }));
    expect(await fetchImbaChatToken()).toBeNull();
  });

  it('fails with the status of any other error', async () => {
    siteResponds(new Response('', { status: 503 }));
    await expect(fetchImbaChatToken({ baseUrl: '/api' })).rejects.toMatchObject({
      code: 'ERR_CHAT_SITE_RESPONSE',
      message: expect.stringContaining('got status 503') as string,
    });
  });
});
