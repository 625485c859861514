import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startImbaChat } from './imbachat.js';
import { FakeElement, FakePage } from './testing/fake-page.js';

const scriptUrl = 'https://api.imbachat.com/imbachat/v1/276/widget';
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
async function runVendorScript() {
  const load = vi.fn<(options?: object) => Promise<void>>().mockResolvedValue();
  const openDialog = vi.fn<(userNumber: number) => void>();
  Object.assign(page.window, { ImbaChat: { load }, imbaApi: { openDialog } });
  await vi.advanceTimersByTimeAsync(50);
  return { load, openDialog };
}

function buttonFor(userNumber: string): FakeElement {
  const button = new FakeElement('button');
  button.dataset['chatWith'] = userNumber;
  page.body.append(button);
  return button;
}

describe('the script element', () => {
  it("is asynchronous and loads the vendor's script", () => {
    startImbaChat({ scriptUrl, options: {} });
    expect(page.head.children).toEqual([
      expect.objectContaining({ tagName: 'script', src: scriptUrl, async: true, nonce: '' }),
    ]);
  });

  it('has the nonce of the inline script that starts the widget', () => {
    page.runInline('bm9uY2U=', () => startImbaChat({ scriptUrl, options: {} }));
    expect(page.head.children[0]!.nonce).toBe('bm9uY2U=');
  });
});

describe('load', () => {
  it('is called once with the options, as soon as the script has defined it', async () => {
    const options = { user_id: 7, token: 'a.b.c', theme: 'dark' } as const;
    startImbaChat({ scriptUrl, options });
    await vi.advanceTimersByTimeAsync(1000);
    const { load } = await runVendorScript();
    await vi.advanceTimersByTimeAsync(1000);
    expect(load.mock.calls).toEqual([[options]]);
  });

  it('is called without an argument when there are no options', async () => {
    startImbaChat({ scriptUrl, options: {} });
    const { load } = await runVendorScript();
    expect(load.mock.calls).toEqual([[]]);
  });

  it('receives onInitSuccess', async () => {
    const onInitSuccess = vi.fn<() => void>();
    startImbaChat({ scriptUrl, options: { onInitSuccess } });
    const { load } = await runVendorScript();
    expect(load).toHaveBeenCalledWith({ onInitSuccess });
  });

  it('ends the polling and the waiting', async () => {
    startImbaChat({ scriptUrl, options: {} });
    expect(vi.getTimerCount()).toBe(2);
    await runVendorScript();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is called at once if the page has the script already', async () => {
    const load = vi.fn<() => void>();
    Object.assign(page.window, { ImbaChat: { load }, imbaApi: { openDialog() {} } });
    await startImbaChat({ scriptUrl, options: {} }).ready;
    expect(load).toHaveBeenCalledOnce();
    expect(page.head.children).toEqual([]);
  });
});

describe('openDialog', () => {
  it('waits until the widget has loaded', async () => {
    const { openDialog: open } = startImbaChat({ scriptUrl, options: {} });
    const opened = open(42);
    const { openDialog } = await runVendorScript();
    await opened;
    expect(openDialog.mock.calls).toEqual([[42]]);
  });

  it('uses the former name of the page API where only that exists', async () => {
    const openDialog = vi.fn<(userNumber: number) => void>();
    Object.assign(page.window, { ImbaChat: { load: () => undefined }, imbaChat: { openDialog } });
    const chatPage = startImbaChat({ scriptUrl, options: {} });
    await vi.advanceTimersByTimeAsync(50);
    await chatPage.openDialog(42);
    expect(openDialog).toHaveBeenCalledWith(42);
  });

  it('is also available as window.chatIntegration, even if an element has this id', () => {
    Object.setPrototypeOf(page.window, { chatIntegration: new FakeElement('div') });
    const chatPage = startImbaChat({ scriptUrl, options: {} });
    expect(page.window['chatIntegration']).toBe(chatPage);
  });

  it.each([0, -1, 1.5, NaN, 1_000_000_000, '42', null, undefined])('refuses %o', async (userNumber) => {
    const chatPage = startImbaChat({ scriptUrl, options: {} });
    const { openDialog } = await runVendorScript();
    await expect(chatPage.openDialog(userNumber as number)).rejects.toMatchObject({
      code: 'ERR_CHAT_USER_NUMBER_INVALID',
    });
    expect(openDialog).not.toHaveBeenCalled();
  });

  const failures: Record<string, [code: string, message: string, fail: () => Promise<unknown> | void]> = {
    'the script cannot be loaded': [
      'ERR_CHAT_VENDOR_UNREACHABLE',
      `${scriptUrl} could not be loaded`,
      () => page.head.children[0]!.dispatch('error'),
    ],
    'the script does not define ImbaChat in time': [
      'ERR_CHAT_VENDOR_TIMEOUT',
      'within 30000 milliseconds',
      () => vi.advanceTimersByTimeAsync(30_000),
    ],
    'load does not end in time': [
      'ERR_CHAT_VENDOR_TIMEOUT',
      'ImbaChat.load() within 30000 milliseconds',
      () => {
        Object.assign(page.window, { ImbaChat: { load: () => new Promise(() => {}) } });
        return vi.advanceTimersByTimeAsync(30_050);
      },
    ],
    'load throws': [
      'ERR_CHAT_VENDOR_FAILED',
      'Widget 276 is switched off',
      () => {
        const load = () => {
          throw new Error('Widget 276 is switched off');
        };
        Object.assign(page.window, { ImbaChat: { load } });
        return vi.advanceTimersByTimeAsync(50);
      },
    ],
    'there is no page API after load': [
      'ERR_CHAT_VENDOR_FAILED',
      'found none',
      () => {
        Object.assign(page.window, { ImbaChat: { load: () => undefined } });
        return vi.advanceTimersByTimeAsync(50);
      },
    ],
    'elements of the page have the names of the vendor': [
      'ERR_CHAT_VENDOR_TIMEOUT',
      'window.ImbaChat',
      () => {
        const video = Object.assign(new FakeElement('video'), { load() {}, openDialog() {} });
        Object.setPrototypeOf(page.window, { ImbaChat: video, imbaApi: video, imbaChat: video });
        return vi.advanceTimersByTimeAsync(30_000);
      },
    ],
  };

  it.each(Object.entries(failures))('fails if %s', async (_, [code, message, fail]) => {
    const { openDialog } = startImbaChat({ scriptUrl, options: {} });
    await fail();
    // Without a caller there is no unhandled rejection; Vitest would report it.
    await vi.advanceTimersByTimeAsync(0);
    await expect(openDialog(42)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
    expect(page.documentElement.dataset).toEqual({ chatDialogs: 'unavailable' });
    expect(page.errors).toEqual([{ widget: 'imbachat', error: expect.objectContaining({ code }) }]);
    expect(vi.getTimerCount()).toBe(0);
    expect(page.head.children.length).toBeLessThanOrEqual(1);

    // The failure is not remembered.
    Object.setPrototypeOf(page.window, Object.prototype);
    delete page.window['ImbaChat'];
    const again = startImbaChat({ scriptUrl, options: {} });
    const vendor = await runVendorScript();
    await again.openDialog(42);
    expect(vendor.openDialog).toHaveBeenCalledWith(42);
    expect(page.documentElement.dataset).toEqual({ chatDialogs: 'ready' });
  });
});

describe('a second start', () => {
  const ada = { scriptUrl, options: { user_id: 7, token: 'a' } };

  it('starts nothing for the same visitor', async () => {
    const first = startImbaChat(ada);
    const second = startImbaChat({ scriptUrl, options: { user_id: 7, token: 'b' } });
    const { load, openDialog } = await runVendorScript();
    startImbaChat(ada);
    await vi.advanceTimersByTimeAsync(100);
    expect(load.mock.calls).toEqual([[ada.options]]);
    expect(page.head.children).toHaveLength(1);
    await Promise.all([first.openDialog(1), second.openDialog(2)]);
    expect(openDialog.mock.calls).toEqual([[1], [2]]);
  });

  it('loads the widget into a new body, without the script', async () => {
    const first = startImbaChat(ada);
    const { load, openDialog } = await runVendorScript();
    page.replaceBody();
    const second = startImbaChat({ scriptUrl, options: { user_id: 7, token: 'b' } });
    await second.ready;
    expect(load.mock.calls).toEqual([[ada.options], [{ user_id: 7, token: 'b' }]]);
    expect(page.head.children).toHaveLength(1);
    await first.openDialog(1);
    expect(openDialog.mock.calls).toEqual([[1]]);
  });

  it('loads the widget into a new body that replaces the old one after its scripts have run', async () => {
    startImbaChat(ada);
    const { load } = await runVendorScript();
    const again = [startImbaChat(ada), startImbaChat(ada)];
    page.replaceBody();
    await Promise.all(again.map(({ ready }) => ready));
    expect(load).toHaveBeenCalledTimes(2);
  });

  it.each([{ user_id: 8, token: 'c' }, {}])('fails for another visitor: %j', async (options) => {
    startImbaChat(ada);
    const { load, openDialog } = await runVendorScript();
    page.replaceBody();
    const log = vi.spyOn(console, 'error').mockReturnValue();
    const second = startImbaChat({ scriptUrl, options });
    await expect(second.ready).rejects.toMatchObject({ code: 'ERR_CHAT_IDENTITY_CHANGED' });
    page.click(buttonFor('42'));
    await vi.advanceTimersByTimeAsync(0);
    expect(log).toHaveBeenCalledOnce();
    log.mockRestore();
    expect(load).toHaveBeenCalledOnce();
    expect(openDialog).not.toHaveBeenCalled();
    expect(page.documentElement.dataset).toEqual({ chatDialogs: 'unavailable' });
  });
});

describe('refresh', () => {
  it('fails for a signed-in user, because the vendor has no function for it', () => {
    const params = { scriptUrl, options: { user_id: 7, token: 'a' } };
    expect(() => startImbaChat(params).refresh(params)).toThrow(
      expect.objectContaining({ code: 'ERR_CHAT_REFRESH_UNSUPPORTED' }),
    );
  });

  it('does nothing for a guest', () => {
    const params = { scriptUrl, options: {} };
    expect(startImbaChat(params).refresh(params)).toBeUndefined();
  });

  it('fails for another visitor', () => {
    const handle = startImbaChat({ scriptUrl, options: {} });
    expect(() => handle.refresh({ scriptUrl, options: { user_id: 7, token: 'a' } })).toThrow(
      expect.objectContaining({ code: 'ERR_CHAT_IDENTITY_CHANGED' }),
    );
  });
});

describe('a click', () => {
  it('on an element inside data-chat-with opens the dialog', async () => {
    startImbaChat({ scriptUrl, options: {} });
    const icon = new FakeElement('svg');
    buttonFor('42').append(icon);
    page.click(icon);
    const { openDialog } = await runVendorScript();
    expect(openDialog.mock.calls).toEqual([[42]]);
  });

  it('anywhere else opens nothing', async () => {
    startImbaChat({ scriptUrl, options: {} });
    const { openDialog } = await runVendorScript();
    page.click(page.body);
    await vi.advanceTimersByTimeAsync(0);
    expect(openDialog).not.toHaveBeenCalled();
  });

  it('opens one dialog when the widget was started twice', async () => {
    startImbaChat({ scriptUrl, options: {} });
    startImbaChat({ scriptUrl, options: {} });
    const { openDialog } = await runVendorScript();
    page.click(buttonFor('42'));
    await vi.advanceTimersByTimeAsync(0);
    expect(openDialog.mock.calls).toEqual([[42]]);
  });

  it.each(['', ' ', '0', '-1', '1.5', '1e3', '0x2a', ' 42', '042', '1000000000', 'admin', '٣'])(
    'on an element with the invalid number "%s" opens nothing',
    async (userNumber) => {
      const log = vi.spyOn(console, 'error').mockReturnValue();
      startImbaChat({ scriptUrl, options: {} });
      const { openDialog } = await runVendorScript();
      const button = buttonFor(userNumber);
      const events = vi.spyOn(button, 'dispatchEvent').mockReturnValue();
      page.click(button);
      await vi.advanceTimersByTimeAsync(0);
      expect(openDialog).not.toHaveBeenCalled();
      expect(events.mock.calls[0]![0].detail).toEqual({
        widget: 'imbachat',
        error: expect.objectContaining({ code: 'ERR_CHAT_USER_NUMBER_INVALID' }),
      });
      expect(log).toHaveBeenCalledOnce();
      log.mockRestore();
    },
  );
});
