import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ChatPage } from './chat-page.js';
import { type ImbaChatWidgetParams, startImbaChat } from './imbachat.js';
import { FakeElement, FakePage } from './testing/fake-page.js';

const scriptUrl = 'https://api.imbachat.com/imbachat/v1/276/widget';
const member: ImbaChatWidgetParams = {
  scriptUrl,
  options: { user_id: 7, token: 'a.b.c' },
  supportUserNumber: 9,
};

let page: FakePage;

beforeEach(() => {
  vi.useFakeTimers();
  page = new FakePage().open();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Defines what the vendor's script defines, and waits until the widget has been started. */
async function runVendorScript(more: object = {}) {
  const imbaApi = {
    room_type: { conference: 3 },
    openDialog: vi.fn<(...args: unknown[]) => void>(),
    openChat: vi.fn<(...args: unknown[]) => void>(),
    closeChat: vi.fn<(...args: unknown[]) => void>(),
    addToRoom: vi.fn<(...args: unknown[]) => void>(),
    placeHolder: vi.fn<(...args: unknown[]) => void>(),
    ...more,
  };
  Object.assign(page.window, { ImbaChat: { load: () => undefined }, imbaApi });
  await vi.advanceTimersByTimeAsync(50);
  return imbaApi;
}

function elementWith(data: Record<string, string>, id = ''): FakeElement {
  const element = new FakeElement('button');
  element.id = id;
  Object.assign(element.dataset, data);
  page.body.append(element);
  return element;
}

describe('the functions of the page', () => {
  it.each<[name: string, call: (chat: ChatPage) => Promise<void>, args: unknown[]]>([
    ['openDialog', (chat) => chat.openDialog(42), [42]],
    ['openDialog', (chat) => chat.openSupport(), [9]],
    ['openChat', (chat) => chat.openChat(), []],
    ['closeChat', (chat) => chat.closeChat(), []],
    [
      'addToRoom',
      (chat) => chat.joinRoom({ pipe: 'p', title: 'Tea' }),
      [{ pipe: 'p', title: 'Tea', is_public: 0, type: 3, users_ids: [{ user_id: 7 }] }],
    ],
    [
      'addToRoom',
      (chat) => chat.joinRoom({ pipe: 'p', title: 'Tea', isPublic: true, userNumbers: [1, 2] }),
      [{ pipe: 'p', title: 'Tea', is_public: 1, type: 3, users_ids: [{ user_id: 1 }, { user_id: 2 }] }],
    ],
  ])('call imbaApi.%s, once the widget has loaded', async (name, call, args) => {
    const called = call(startImbaChat(member));
    const api = await runVendorScript();
    await called;
    expect(api[name as 'openChat'].mock.calls).toEqual([args]);
  });

  it('lets nobody join a room as a guest', async () => {
    const chat = startImbaChat({ scriptUrl, options: {} });
    const { addToRoom } = await runVendorScript();
    await chat.joinRoom({ pipe: 'p', title: 'Tea' });
    expect(addToRoom).toHaveBeenCalledWith(expect.objectContaining({ users_ids: [] }));
  });

  it.each<[code: string, call: (chat: ChatPage) => Promise<void>]>([
    ['ERR_CHAT_ROOM_INVALID', (chat) => chat.joinRoom({ pipe: ' ', title: 'Tea' })],
    ['ERR_CHAT_ROOM_INVALID', (chat) => chat.joinRoom({ pipe: 'p'.repeat(256), title: 'Tea' })],
    ['ERR_CHAT_ROOM_INVALID', (chat) => chat.joinRoom({ pipe: 'p', title: '' })],
    ['ERR_CHAT_USER_NUMBER_INVALID', (chat) => chat.joinRoom({ pipe: 'p', title: 'Tea', userNumbers: [0] })],
    ['ERR_CHAT_ROOM_INVALID', (chat) => chat.embedRoom('', 'Lobby')],
    ['ERR_CHAT_ROOM_INVALID', (chat) => chat.embedRoom('nowhere', 'Lobby')],
  ])('fail with %s for arguments that are not valid', async (code, call) => {
    const chat = startImbaChat(member);
    const { addToRoom, placeHolder } = await runVendorScript();
    await expect(call(chat)).rejects.toMatchObject({ code });
    expect([addToRoom.mock.calls, placeHolder.mock.calls]).toEqual([[], []]);
  });

  it('fail without the number of a support user', async () => {
    const chat = startImbaChat({ scriptUrl, options: {} });
    await expect(chat.openSupport()).rejects.toMatchObject({ code: 'ERR_CHAT_SUPPORT_UNKNOWN' });
  });

  it('fail if the version of the widget does not have them', async () => {
    const chat = startImbaChat(member);
    await runVendorScript({ openChat: undefined });
    await expect(chat.openChat()).rejects.toMatchObject({
      code: 'ERR_CHAT_VENDOR_FAILED',
      message: 'Expected window.imbaApi.openChat() but found none.',
    });
  });
});

describe('a click', () => {
  it.each([
    ['openDialog', { chatSupport: '' }, [9]],
    ['openChat', { chatOpen: '' }, []],
    ['closeChat', { chatClose: '' }, []],
    [
      'addToRoom',
      { chatRoom: 'p', chatRoomTitle: 'Tea' },
      [{ pipe: 'p', title: 'Tea', is_public: 0, type: 3, users_ids: [{ user_id: 7 }] }],
    ],
    [
      'addToRoom',
      { chatRoom: 'p', chatRoomTitle: 'Tea', chatRoomPublic: '' },
      [{ pipe: 'p', title: 'Tea', is_public: 1, type: 3, users_ids: [{ user_id: 7 }] }],
    ],
  ])('calls imbaApi.%s for an element with %j', async (name, data, args) => {
    startImbaChat(member);
    const api = await runVendorScript();
    page.click(elementWith(data));
    await vi.advanceTimersByTimeAsync(0);
    expect(api[name as 'openChat'].mock.calls).toEqual([args]);
  });
});

describe('a room in an element', () => {
  const log = vi.spyOn(console, 'error').mockReturnValue();
  afterEach(() => log.mockClear());

  it('is shown when the widget has loaded, once', async () => {
    const lobby = elementWith({ chatEmbed: 'Lobby' }, 'lobby');
    startImbaChat(member);
    const { placeHolder } = await runVendorScript();
    startImbaChat(member);
    await vi.advanceTimersByTimeAsync(0);
    expect(placeHolder.mock.calls).toEqual([['lobby', 'Lobby']]);
    expect(lobby.dataset).toEqual({ chatEmbed: 'Lobby', imbachat_chat_ph: '1' });
  });

  it('is reported if the element has no id', async () => {
    const element = elementWith({ chatEmbed: 'Lobby' });
    const events = vi.spyOn(element, 'dispatchEvent').mockReturnValue();
    startImbaChat(member);
    const { placeHolder } = await runVendorScript();
    await vi.advanceTimersByTimeAsync(0);
    expect(placeHolder).not.toHaveBeenCalled();
    expect(events.mock.calls[0]![0].detail).toEqual({
      widget: 'imbachat',
      error: expect.objectContaining({ code: 'ERR_CHAT_ROOM_INVALID' }),
    });
    expect(log).toHaveBeenCalledOnce();
  });
});

describe('unread messages', () => {
  /** Defines what reports unread messages in some versions of the widget. */
  function tabSignal() {
    const listeners: ((event?: object) => void)[] = [];
    const on = (name: string, listener: () => void) => {
      if (name === 'imbaChat.newMessagesUpdate') listeners.push(listener);
    };
    Object.assign(page.window, { tabSignal: { on } });
    return (event?: object) => listeners.forEach((listener) => listener(event));
  }

  it('are reported to a listener until it is removed', async () => {
    const report = tabSignal();
    const listener = vi.fn<(count: number) => void>();
    const stop = startImbaChat(member).onUnread(listener);
    await runVendorScript();
    report({ newMessagesSum: 3 });
    report({ newMessagesSum: 0 });
    stop();
    report({ newMessagesSum: 4 });
    expect(listener.mock.calls).toEqual([[3], [0]]);
  });

  it.each([undefined, {}, { newMessagesSum: -1 }, { newMessagesSum: 1.5 }, { newMessagesSum: '<b>' }])(
    'are not reported from %o',
    async (event) => {
      const report = tabSignal();
      const listener = vi.fn<(count: number) => void>();
      startImbaChat(member).onUnread(listener);
      await runVendorScript();
      report(event);
      expect(listener).not.toHaveBeenCalled();
    },
  );

  it('are shown in elements, which are hidden without any', async () => {
    const report = tabSignal();
    startImbaChat(member);
    await runVendorScript();
    const badge = elementWith({ chatUnread: '' });
    report({ newMessagesSum: 3 });
    expect(badge).toMatchObject({ textContent: '3', hidden: false });
    report({ newMessagesSum: 0 });
    expect(badge).toMatchObject({ textContent: '0', hidden: true });
  });

  it('are not reported by a version of the widget that does not count them', async () => {
    const listener = vi.fn<(count: number) => void>();
    startImbaChat(member).onUnread(listener);
    await runVendorScript();
    expect(listener).not.toHaveBeenCalled();
  });
});
