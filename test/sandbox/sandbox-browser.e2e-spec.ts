import type { INestApplication } from '@nestjs/common';
import { ImbaChatMessages } from 'nestjs-chat-integration';
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { openBrowser, openPage } from '../support/browser.js';
import { DASHBOARDS } from '../support/fixtures.js';
import { listen, type SandboxHostOptions, startSandboxHost } from './sandbox-host.js';

const browser = await openBrowser();
afterAll(() => browser?.close());

const IMBACHAT_PANEL = 'chat-sandbox-panel[data-widget=imbachat]';
const CHATBRO_PANEL = 'chat-sandbox-panel[data-widget=chatbro]';

describe.skipIf(!browser)('the sandbox in a browser', () => {
  let app: INestApplication | undefined;
  let page: Awaited<ReturnType<typeof openPage>>;
  let origin: string;

  afterEach(async () => {
    await page.close();
    await app?.close();
    app = undefined;
  });

  const visit = async (
    path: string,
    host: Partial<SandboxHostOptions> = {},
    view: Parameters<typeof openPage>[1] = {},
  ) => {
    app = await startSandboxHost({ adapter: 'express', ...host });
    origin = await listen(app);
    page = await openPage(browser!, view);
    await page.goto(`${origin}${path}`);
    await page.waitForSelector(`${IMBACHAT_PANEL}:not([data-state=loading])`, { state: 'attached' });
    await page.waitForSelector(CHATBRO_PANEL, { state: 'attached' });
    return { imbachat: page.locator(IMBACHAT_PANEL), chatbro: page.locator(CHATBRO_PANEL) };
  };
  /** Fails if the page reported an error, violated its policy or sent a request to another origin. */
  const expectCleanPage = () => {
    const { errors, violations, requests } = page.complaints;
    expect({ errors, violations }).toStrictEqual({ errors: [], violations: [] });
    expect(requests.filter((url) => !url.startsWith(origin) && !url.startsWith('data:'))).toStrictEqual([]);
  };
  /** The `data-` attributes of an element. */
  const dataOf = (selector: string) =>
    page.$eval(selector, (element) => ({ ...(element as unknown as { dataset: object }).dataset }));

  it('shows the signed-in user under a strict policy, without requests to other origins', async () => {
    const { imbachat, chatbro } = await visit('/page?as=1');
    expect(await dataOf(IMBACHAT_PANEL)).toMatchObject({ state: 'verified', userId: '1' });
    expect(await dataOf(CHATBRO_PANEL)).toMatchObject({ state: 'verified', userId: '1' });
    expect(await textOf(imbachat)).toMatch(
      /^Chat sandbox\s+instead of ImbaChat\s+Verified\s+A\s+Signed in as Ada Lovelace/,
    );
    expect(await textOf(chatbro)).toContain('Moderation\nban');
    expectCleanPage();
  });

  it.each(['express', 'fastify'] as const)(
    'shows a message that the server sent to signed-in users only, as text, on %s',
    async (adapter) => {
      await visit('/page?as=1', { adapter });
      const text = 'Welcome, <img src=x onerror="alert(1)"> 🦉';
      await app!.get(ImbaChatMessages, { strict: false }).send({ from: 2, roomId: 7, text });
      for (const [path, isShown] of [
        ['/page?as=1', true],
        ['/page', false],
      ] as const) {
        await page.goto(`${origin}${path}`);
        await page.waitForSelector(`${IMBACHAT_PANEL}:not([data-state=loading])`, { state: 'attached' });
        const shown = await textOf(page.locator(IMBACHAT_PANEL));
        expect(shown.includes(text)).toBe(isShown);
      }
      expectCleanPage();
    },
  );

  it('shows a guest', async () => {
    await visit('/page');
    expect(await dataOf(IMBACHAT_PANEL)).toMatchObject({ state: 'guest' });
    expect(await dataOf(CHATBRO_PANEL)).toMatchObject({ state: 'guest' });
    expect(await dataOf(IMBACHAT_PANEL)).not.toHaveProperty('userId');
    expectCleanPage();
  });

  it.each(['express', 'fastify'] as const)('works below a global prefix on %s', async (adapter) => {
    const usersInfoUrl = '/api/imbachat/api/v1/users/';
    await visit('/api/page?as=2', {
      adapter,
      prefix: 'api',
      sandbox: { imbachat: { ...DASHBOARDS.imbachat, usersInfoUrl } },
    });
    expect(await dataOf(IMBACHAT_PANEL)).toMatchObject({ state: 'verified', userId: '2' });
    expect(await dataOf(CHATBRO_PANEL)).toMatchObject({ state: 'verified' });
    expectCleanPage();
  });

  it('opens a dialog from a button of the page', async () => {
    const { imbachat } = await visit('/page?as=1');
    await page.click('[data-chat-with]');
    await page.waitForSelector(`${IMBACHAT_PANEL}[data-dialog-with='2']`);
    expect(await textOf(imbachat)).toContain('The chat would open a dialog with Bob Martin.');
    expectCleanPage();
  });

  it('removes the previous dialog if the requested user does not exist', async () => {
    const { imbachat } = await visit('/page?as=1');
    await openDialog(page, 2);
    await page.waitForSelector(`${IMBACHAT_PANEL}[data-dialog-with]`);
    await openDialog(page, 99);
    await imbachat.getByText('There is no user 99.').waitFor();
    expect(await dataOf(IMBACHAT_PANEL)).not.toHaveProperty('dialogWith');
    expectCleanPage();
  });

  it('shows the dialog that was requested last, even if its response arrives first', async () => {
    await visit('/page?as=1');
    let isFirst = true;
    await page.route('**/dialog', async (route) => {
      const wait = isFirst ? 300 : 0;
      isFirst = false;
      await new Promise((resolve) => setTimeout(resolve, wait));
      await route.continue();
    });
    await page.evaluate(() => {
      const { imbaApi } = globalThis as unknown as { imbaApi: { openDialog(id: number): Promise<void> } };
      return Promise.all([imbaApi.openDialog(2), imbaApi.openDialog(3)]);
    });
    expect(await dataOf(IMBACHAT_PANEL)).toMatchObject({ dialogWith: '3' });
  });

  it('opens no dialogs for a guest', async () => {
    const { imbachat } = await visit('/page');
    await openDialog(page, 2);
    await imbachat.getByText('Guests cannot open dialogs.').waitFor();
    expect(await dataOf(IMBACHAT_PANEL)).not.toHaveProperty('dialogWith');
  });

  it('shows names as text in their own direction of writing', async () => {
    const { imbachat } = await visit('/page?as=4');
    expect(await textOf(imbachat)).toContain('<img src=x onerror="alert(1)">');
    await page.reload();
    await page.goto(`${origin}/page?as=3`);
    await page.waitForSelector(`${IMBACHAT_PANEL}[data-user-id='3']`);
    const direction = imbachat.locator('.name').evaluate((name) => {
      const { getComputedStyle } = globalThis as unknown as {
        getComputedStyle(e: unknown): { direction: string };
      };
      return getComputedStyle(name).direction;
    });
    expect(await direction).toBe('rtl');
    expect(await imbachat.locator('.name').getAttribute('dir')).toBe('auto');
    expectCleanPage();
  });

  it('explains why a page is refused', async () => {
    const secretKey = 'another-secret-key-of-the-tests';
    const { imbachat, chatbro } = await visit('/page?as=1', {
      sandbox: {
        imbachat: { ...DASHBOARDS.imbachat, secretKey },
        chatbro: { ...DASHBOARDS.chatbro, secretKey },
      },
    });
    expect(await dataOf(IMBACHAT_PANEL)).toMatchObject({ state: 'refused', problem: 'token-other-secret' });
    expect(await dataOf(CHATBRO_PANEL)).toMatchObject({ state: 'refused', problem: 'signature-wrong' });
    expect(await textOf(imbachat)).toContain(
      'Set imbachat.secretKey to exactly the Secret key of the dashboard.',
    );
    expect(await textOf(chatbro)).toContain('secretKey\n••••');
    expectCleanPage();
  });

  it('explains that the sandbox cannot be reached', async () => {
    const { imbachat } = await visit('/page?as=1', {
      configure: (host) =>
        host.use(
          '/chat-sandbox/imbachat/v1/276/session',
          (_: unknown, res: { writeHead(n: number): { end(): void } }) => res.writeHead(403).end(),
        ),
    });
    expect(await dataOf(IMBACHAT_PANEL)).toMatchObject({ state: 'refused', problem: 'sandbox-unreachable' });
    expect(await textOf(imbachat)).toContain('responded with 403');
    await page.route('**/dialog', (route) => route.fulfill({ status: 502, body: '' }));
    await openDialog(page, 2);
    await imbachat.getByText('responded with 502').waitFor();
  });

  it('shows each chat with its name in the place that the page chose', async () => {
    const { chatbro } = await visit('/page?as=1', {
      page: {
        chats: [
          { isStatic: true, containerDivId: 'place' },
          { chatTitle: 'Lot 7: <b>a clock</b>', extId: 'lot-7' },
          { chatState: 'minimized' },
          { isStatic: true, containerDivId: 'nowhere' },
        ],
      },
    });
    expect(await page.locator(`#place > ${CHATBRO_PANEL}`).count()).toBe(1);
    expect(await page.locator(`chat-sandbox-dock > ${CHATBRO_PANEL}`).count()).toBe(3);
    expect(await textOf(chatbro.nth(1))).toContain(
      '\u2068Lot 7: <b>a clock</b>\u2069 (lot-7), child of 9czk',
    );
    expect(await chatbro.nth(2).getByRole('button').getAttribute('aria-expanded')).toBe('false');
    expect(await textOf(chatbro.nth(3))).toContain('no element with the id nowhere');
    for (const state of await chatbro.evaluateAll((panels) =>
      panels.map((panel) => panel.getAttribute('data-state')),
    ))
      expect(state).toBe('verified');
    expectCleanPage();
  });

  it('shows a picture of the same origin, or an initial if it cannot be loaded', async () => {
    const { chatbro } = await visit('/page?as=5');
    expect(await chatbro.locator('img').getAttribute('src')).toBe(`${origin}/avatars/5.svg`);
    await page.route('**/avatars/**', (route) => route.abort());
    await page.reload();
    await chatbro.getByText('E', { exact: true }).waitFor();
    expect(await chatbro.locator('img').count()).toBe(0);
  });

  it('can be collapsed with the keyboard and by the page', async () => {
    const { imbachat } = await visit('/page?as=1');
    const bar = imbachat.getByRole('button', { name: 'Chat sandbox' });
    const note = imbachat.getByText('It sends no messages.');
    await bar.focus();
    await page.keyboard.press('Enter');
    expect(await note.isVisible()).toBe(false);
    await page.keyboard.press('Space');
    expect(await note.isVisible()).toBe(true);
    await page.evaluate('imbaApi.closeChat()');
    expect(await bar.getAttribute('aria-expanded')).toBe('false');
    await page.evaluate('imbaApi.openChat()');
    expect(await bar.getAttribute('aria-expanded')).toBe('true');
    expect(await imbachat.getByRole('region', { name: 'Chat sandbox' }).count()).toBe(1);
    expectCleanPage();
  });

  it('applies the theme and position of ImbaChat', async () => {
    const { imbachat } = await visit('/page?as=1', { page: { look: { theme: 'dark', position: 'left' } } });
    const { x } = (await imbachat.boundingBox())!;
    expect(x).toBeLessThan(100);
    expect(await dataOf(IMBACHAT_PANEL)).toMatchObject({ theme: 'dark', place: 'left' });
  });

  it('covers little of a phone screen, without overlapping panels', async () => {
    const { imbachat, chatbro } = await visit('/page?as=1', {}, { viewport: { width: 360, height: 640 } });
    const [first, second] = [(await chatbro.boundingBox())!, (await imbachat.boundingBox())!];
    expect(first.height + second.height).toBeLessThan(140);
    expect(first.y + first.height).toBeLessThanOrEqual(second.y);
    for (const { x, width } of [first, second]) expect(x >= 0 && x + width <= 360).toBe(true);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
  });
});

function openDialog(page: Page, id: number): Promise<unknown> {
  return page.evaluate(`chatIntegration.openDialog(${id})`);
}

/** The text in the shadow root of a panel. */
function textOf(panel: Locator): Promise<string> {
  return panel.locator('section').innerText();
}
