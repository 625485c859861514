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

  it('ends the polling', async () => {
    startImbaChat({ scriptUrl, options: {} });
    expect(vi.getTimerCount()).toBe(1);
    await runVendorScript();
    expect(vi.getTimerCount()).toBe(0);
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

  it('is also available as window.chatIntegration', () => {
    const chatPage = startImbaChat({ scriptUrl, options: {} });
    expect(page.window['chatIntegration']).toBe(chatPage);
  });

  it('fails when the script cannot be loaded, and the polling ends', async () => {
    const { openDialog } = startImbaChat({ scriptUrl, options: {} });
    page.head.children[0]!.dispatch('error');
    expect(vi.getTimerCount()).toBe(0);
    // Without a caller there is no unhandled rejection; Vitest would report it.
    await vi.advanceTimersByTimeAsync(0);
    await expect(openDialog(42)).rejects.toThrow(`could not be loaded from ${scriptUrl}`);
  });

  it('fails with the error of load', async () => {
    const load = () => {
      throw new Error('Widget 276 is switched off');
    };
    Object.assign(page.window, { ImbaChat: { load } });
    const opened = startImbaChat({ scriptUrl, options: {} }).openDialog(42);
    await Promise.all([
      expect(opened).rejects.toThrow('Widget 276 is switched off'),
      vi.advanceTimersByTimeAsync(50),
    ]);
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
});
