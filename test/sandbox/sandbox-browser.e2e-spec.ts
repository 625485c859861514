import type { INestApplication } from '@nestjs/common';
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { openBrowser, openPage } from '../support/browser.js';
import { DASHBOARDS, listening, type SandboxHostOptions, startSandboxHost } from './sandbox-host.js';

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
    origin = await listening(app);
    page = await openPage(browser!, view);
    await page.goto(`${origin}${path}`);
    await page.waitForSelector(`${IMBACHAT_PANEL}:not([data-state=loading])`, { state: 'attached' });
    await page.waitForSelector(CHATBRO_PANEL, { state: 'attached' });
    return { imbachat: page.locator(IMBACHAT_PANEL), chatbro: page.locator(CHATBRO_PANEL) };
  };
  const isClean = () => {
    const { errors, violations, requests } = page.complaints;
    expect({ errors, violations }).toStrictEqual({ errors: [], violations: [] });
    expect(requests.filter((url) => !url.startsWith(origin) && !url.startsWith('data:'))).toStrictEqual([]);
  };
  const data = (selector: string) =>
    page.$eval(selector, (element) => ({ ...(element as unknown as { dataset: object }).dataset }));

  it('shows who is signed in, under a strict policy and without leaving the machine', async () => {
    const { imbachat, chatbro } = await visit('/page?as=1');
    expect(await data(IMBACHAT_PANEL)).toMatchObject({ state: 'verified', userId: '1' });
    expect(await data(CHATBRO_PANEL)).toMatchObject({ state: 'verified', userId: '1' });
    expect(await textOf(imbachat)).toMatch(
      /^Chat sandbox\s+in place of ImbaChat\s+Verified\s+A\s+Signed in as Ada Lovelace/,
    );
    expect(await textOf(chatbro)).toContain('Moderation\nban');
    isClean();
  });

  it('shows a guest as a guest', async () => {
    await visit('/page');
    expect(await data(IMBACHAT_PANEL)).toMatchObject({ state: 'guest' });
    expect(await data(CHATBRO_PANEL)).toMatchObject({ state: 'guest' });
    expect(await data(IMBACHAT_PANEL)).not.toHaveProperty('userId');
    isClean();
  });

  it.each(['express', 'fastify'] as const)('works below a global prefix on %s', async (adapter) => {
    const usersInfoUrl = '/api/imbachat/api/v1/users/';
    await visit('/api/page?as=2', {
      adapter,
      prefix: 'api',
      sandbox: { imbachat: { ...DASHBOARDS.imbachat, usersInfoUrl } },
    });
    expect(await data(IMBACHAT_PANEL)).toMatchObject({ state: 'verified', userId: '2' });
    expect(await data(CHATBRO_PANEL)).toMatchObject({ state: 'verified' });
    isClean();
  });

  it('opens the dialog with a member from a button of the page', async () => {
    const { imbachat } = await visit('/page?as=1');
    await page.click('[data-chat-with]');
    await page.waitForSelector(`${IMBACHAT_PANEL}[data-dialog-with='2']`);
    expect(await textOf(imbachat)).toContain('This would be a dialog with Bob Martin.');
    isClean();
  });

  it('says that nobody has an id, and takes the dialog of before away', async () => {
    const { imbachat } = await visit('/page?as=1');
    await openDialog(page, 2);
    await page.waitForSelector(`${IMBACHAT_PANEL}[data-dialog-with]`);
    await openDialog(page, 99);
    await imbachat.getByText('Nobody has the id 99.').waitFor();
    expect(await data(IMBACHAT_PANEL)).not.toHaveProperty('dialogWith');
    isClean();
  });

  it('shows the last dialog that was asked for, whichever is answered last', async () => {
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
    expect(await data(IMBACHAT_PANEL)).toMatchObject({ dialogWith: '3' });
  });

  it('has no dialogs for a guest', async () => {
    const { imbachat } = await visit('/page');
    await openDialog(page, 2);
    await imbachat.getByText('A guest has no dialogs.').waitFor();
    expect(await data(IMBACHAT_PANEL)).not.toHaveProperty('dialogWith');
  });

  it('shows names as text, whatever is in them', async () => {
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
    isClean();
  });

  it('says why a page is refused', async () => {
    const secretKey = 'another-secret-key-of-the-tests';
    const { imbachat, chatbro } = await visit('/page?as=1', {
      sandbox: {
        imbachat: { ...DASHBOARDS.imbachat, secretKey },
        chatbro: { ...DASHBOARDS.chatbro, secretKey },
      },
    });
    expect(await data(IMBACHAT_PANEL)).toMatchObject({ state: 'refused', problem: 'token-other-secret' });
    expect(await data(CHATBRO_PANEL)).toMatchObject({ state: 'refused', problem: 'signature-wrong' });
    expect(await textOf(imbachat)).toContain('Make imbachat.secretKey the same');
    expect(await textOf(chatbro)).toContain('secretKey\n••••');
    isClean();
  });

  it('says that the sandbox cannot be reached', async () => {
    const { imbachat } = await visit('/page?as=1', {
      configure: (host) =>
        host.use(
          '/chat-sandbox/imbachat/v1/276/session',
          (_: unknown, res: { writeHead(n: number): { end(): void } }) => res.writeHead(403).end(),
        ),
    });
    expect(await data(IMBACHAT_PANEL)).toMatchObject({ state: 'refused', problem: 'sandbox-unreachable' });
    expect(await textOf(imbachat)).toContain('answered 403');
    await page.route('**/dialog', (route) => route.fulfill({ status: 502, body: '' }));
    await openDialog(page, 2);
    await imbachat.getByText('answered 502').waitFor();
  });

  it('puts chats where the page wants them, each under its name', async () => {
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
    isClean();
  });

  it('shows a picture of the site itself, and an initial where there is none', async () => {
    const { chatbro } = await visit('/page?as=5');
    expect(await chatbro.locator('img').getAttribute('src')).toBe(`${origin}/avatars/5.svg`);
    await page.route('**/avatars/**', (route) => route.abort());
    await page.reload();
    await chatbro.getByText('E', { exact: true }).waitFor();
    expect(await chatbro.locator('img').count()).toBe(0);
  });

  it('can be folded with the keyboard and by the page', async () => {
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
    isClean();
  });

  it('takes the look of ImbaChat: dark, on the left', async () => {
    const { imbachat } = await visit('/page?as=1', { page: { look: { theme: 'dark', position: 'left' } } });
    const { x } = (await imbachat.boundingBox())!;
    expect(x).toBeLessThan(100);
    expect(await data(IMBACHAT_PANEL)).toMatchObject({ theme: 'dark', place: 'left' });
  });

  it('covers little of a telephone, and no panel covers another', async () => {
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

/** The text of a panel, which is in its shadow root. */
function textOf(panel: Locator): Promise<string> {
  return panel.locator('section').innerText();
}
