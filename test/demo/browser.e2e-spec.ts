/// <reference lib="dom" />
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { INestApplication } from '@nestjs/common';
import { ChatWidgetsService, TokenService } from 'nestjs-chat-integration';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { chatBroName } from '../../src/chat/chat-bro-name.js';
import { demoMember } from '../../src/members/demo-member.js';
import { DEMO_TOPICS } from '../../src/topics/demo-topics.js';
import { openBrowser, openPage } from '../support/browser.js';
import { ADAPTERS } from '../support/host.js';
import { listenDemo } from './demo-host.js';
import { smallPng } from './small-png.js';

type DemoPage = Awaited<ReturnType<typeof openPage>>;
type Widget = 'imbachat' | 'chatbro';

const DESKTOP = { viewport: { width: 1200, height: 800 } };
const PHONE = { viewport: { width: 360, height: 740 } };
const PAGES = ['/', '/members', '/members/2', '/topics', '/topics/4'];

const browser = await openBrowser();
afterAll(() => browser?.close());

describe.skipIf(!browser).each(ADAPTERS)('the demo in Chromium, on %s', (adapter) => {
  let app: INestApplication;
  let siteUrl: string;
  beforeAll(async () => {
    ({ app, siteUrl } = await listenDemo(adapter));
  });
  afterAll(() => app.close());

  const opened: DemoPage[] = [];
  afterEach(async () => {
    for (const page of opened.splice(0)) {
      const { errors, violations, requests } = page.complaints;
      await page.context().close();
      const elsewhere = requests.filter((url) => !url.startsWith(siteUrl) && !url.startsWith('data:'));
      assert.deepEqual({ errors, violations, elsewhere }, { errors: [], violations: [], elsewhere: [] });
    }
  });

  /** Opens a page in a new browser context, logged in through the form if a login is given. */
  const visitor = async (login?: string, options: Parameters<typeof openPage>[1] = DESKTOP) => {
    const page = await openPage(browser!, { baseURL: siteUrl, ...options });
    opened.push(page);
    if (login) await logIn(page, login);
    return page;
  };

  describe('both widgets', () => {
    it('identify a member on every page', async () => {
      const ada = await visitor('ada');
      for (const path of [...PAGES, '/moderation']) {
        await ada.goto(path);
        for (const widget of ['imbachat', 'chatbro'] as const) {
          expect(await settled(ada, widget), path).toMatchObject({ state: 'verified', userId: '1' });
          expect(await shownName(ada, widget)).toBe('Ada Lovelace');
        }
      }
    });

    it('show a guest on every page', async () => {
      const guest = await visitor();
      for (const path of [...PAGES, '/login']) {
        await guest.goto(path);
        for (const widget of ['imbachat', 'chatbro'] as const) {
          const data = await settled(guest, widget);
          expect(data, path).toMatchObject({ state: 'guest' });
          expect(data).not.toHaveProperty('userId');
        }
      }
    });

    it.each([4, 6, 7, 8])('show the name of member %i without executing it', async (id) => {
      const { login, name } = demoMember(id);
      const member = await visitor(login);
      for (const path of ['/', `/members/${id}`, '/members']) {
        await member.goto(path);
        expect(await settled(member, 'imbachat')).toMatchObject({ state: 'verified', userId: String(id) });
        expect(await settled(member, 'chatbro')).toMatchObject({ state: 'verified', userId: String(id) });
        expect(await shownName(member, 'imbachat')).toBe(name);
        expect(await shownName(member, 'chatbro')).toBe(chatBroName(name));
        expect(await member.textContent('.me bdi')).toBe(name);
        expect(await member.textContent(`main a[href="/members/${id}"] bdi, h1 bdi`)).toBe(name);
        expect(await member.evaluate(() => 'pwned' in window)).toBe(false);
      }
    });

    it('isolate the text direction of names', async () => {
      const member = await visitor('member8');
      await settled(member, 'imbachat');
      const isolation = await member.$$eval('.me bdi, .person-name bdi', (names) =>
        names.map((name) => getComputedStyle(name).unicodeBidi),
      );
      expect(isolation).toEqual(['isolate', 'isolate']);
      const [name, label] = await Promise.all([
        member.locator('.person-name bdi').boundingBox(),
        member.locator('.person-name .label').boundingBox(),
      ]);
      expect(name!.x).toBeLessThan(label!.x);
    });

    it('report a signature of another name', async () => {
      const ada = await visitor('ada');
      await rewrite(ada, (html) =>
        html.replace('"siteUserFullName":"Ada Lovelace"', '"siteUserFullName":"Bob"'),
      );
      await ada.goto('/');
      expect(await settled(ada, 'chatbro')).toMatchObject({ state: 'refused', problem: 'signature-wrong' });
      expect(await settled(ada, 'imbachat')).toMatchObject({ state: 'verified' });
    });

    it('report an expired token', async () => {
      const expired = app.get(TokenService, { strict: false }).issue(1, { ttlSeconds: 1 });
      const ada = await visitor('ada');
      await rewrite(ada, (html) => html.replace(/"token":"[^"]+"/, `"token":"${expired}"`));
      await delay(2_100);
      await ada.goto('/');
      expect(await settled(ada, 'imbachat')).toMatchObject({ state: 'refused', problem: 'token-expired' });
      expect(await settled(ada, 'chatbro')).toMatchObject({ state: 'verified' });
    });
  });

  describe('the message button', () => {
    it('opens a dialog with the member of the profile', async () => {
      const ada = await visitor('ada');
      await ada.goto('/members/2');
      await settled(ada, 'imbachat');
      await ada.click('text=Write a message');
      await expect.poll(() => dialogWith(ada)).toBe('2');
      expect(await ada.textContent('chat-sandbox-panel .dialog .name')).toBe('Bob Martin');
    });

    it('can be used with the keyboard', async () => {
      const ada = await visitor('ada');
      await ada.goto('/members/3');
      await settled(ada, 'imbachat');
      await ada.focus('text=Write a message');
      await ada.keyboard.press('Enter');
      await expect.poll(() => dialogWith(ada)).toBe('3');
    });

    it('can be clicked before the widget is loaded', async () => {
      const ada = await visitor('ada');
      let release = () => {};
      const released = new Promise<void>((resolve) => (release = resolve));
      await ada.route('**/widget', async (route) => {
        await released;
        await route.continue();
      });
      await ada.goto('/members/2', { waitUntil: 'domcontentloaded' });
      await ada.click('text=Write a message');
      expect(await ada.locator('chat-sandbox-panel[data-widget=imbachat]').count()).toBe(0);
      release();
      await expect.poll(() => dialogWith(ada)).toBe('2');
    });

    it('opens dialogs with several members of the directory', async () => {
      const bob = await visitor('bob');
      await bob.goto('/members');
      await settled(bob, 'imbachat');
      for (const id of [1, 4, 24]) {
        await bob.click(`[data-chat-with="${id}"]`);
        await expect.poll(() => dialogWith(bob)).toBe(String(id));
      }
    });

    it('is replaced by a login link for guests', async () => {
      const guest = await visitor();
      await guest.goto('/members/2');
      expect(await guest.locator('[data-chat-with]').count()).toBe(0);
      await guest.click('text=Log in to write a message');
      expect(new URL(guest.url()).pathname).toBe('/login');
    });
  });

  it.each(DEMO_TOPICS)('the page of topic $id contains its own chat', async ({ id, title }) => {
    const bob = await visitor('bob');
    await bob.goto('/topics');
    await bob.click(`a[href="/topics/${id}"]`);
    await bob.waitForURL(`**/topics/${id}`);
    expect(await settled(bob, 'chatbro')).toMatchObject({
      state: 'verified',
      place: 'container',
      userId: '2',
    });
    expect(await bob.textContent('#topic-chat chat-sandbox-panel .chat')).toContain(
      `\u2068${title}\u2069 (topic-${id}), child of 9czk`,
    );
    expect(await bob.textContent('h1')).toBe(title);
    expect(await bob.locator('chat-sandbox-panel[data-widget=chatbro]').count()).toBe(1);
    expect(await settled(bob, 'imbachat')).toMatchObject({ state: 'verified', place: 'right' });
  });

  it('the moderation page and the chat show the same rights', async () => {
    const ada = await visitor('ada');
    await ada.click('nav >> text=Moderation');
    expect(await settled(ada, 'chatbro')).toMatchObject({ state: 'verified', place: 'container' });
    expect(await ada.innerText('#site-chat chat-sandbox-panel dl')).toMatch(/Moderation\s+ban, delete/);
    expect(await ada.locator('table.rights .label-strong').allTextContents()).toEqual(['yes', 'yes', 'yes']);
  });

  describe('in a narrow window', () => {
    it.each([...PAGES, '/moderation', '/login'])('%s fits', async (path) => {
      const page = await visitor(path === '/login' ? undefined : 'ada', PHONE);
      await page.goto(path);
      await settled(page, 'imbachat');
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    });
  });

  it.each([
    ['wide', DESKTOP],
    ['narrow', PHONE],
  ])('the panels do not cover the end of the page in a %s window', async (_, size) => {
    const ada = await visitor('ada', size);
    await ada.goto('/members');
    await settled(ada, 'imbachat');
    await settled(ada, 'chatbro');
    await ada.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
    const end = await ada.$eval('footer', (footer) => footer.getBoundingClientRect().bottom);
    const panels = await ada.$$eval('chat-sandbox-panel', (all) =>
      all.map((panel) => panel.getBoundingClientRect().top),
    );
    expect(end).toBeLessThanOrEqual(Math.min(...panels));
  });

  it('the tab order starts with a visible skip link and ends with the panels', async () => {
    const ada = await visitor('ada');
    await ada.goto('/members/2');
    await settled(ada, 'imbachat');
    await settled(ada, 'chatbro');
    await ada.keyboard.press('Tab');
    expect(await focused(ada)).toBe('Skip to main content');
    expect(await ada.locator('.skip').boundingBox()).toMatchObject({ x: 16 });
    await ada.keyboard.press('Enter');
    const order: string[][] = [];
    for (let i = 0; i < 3; i++) {
      await ada.keyboard.press('Tab');
      order.push([await focused(ada), await ada.$eval(':focus', (on) => getComputedStyle(on).outlineWidth)]);
    }
    expect(order).toEqual([
      ['All members', '3px'],
      ['Write a message', '3px'],
      ['chat-sandbox-panel', expect.anything()],
    ]);
  });

  describe('after a logout and a login in the same browser', () => {
    it('pages never show the previous member, even with the back button', async () => {
      const page = await visitor('ada');
      await settled(page, 'imbachat');
      await page.goto('/members');
      await settled(page, 'imbachat');
      await page.click('text=Log out');
      await page.waitForURL('**/');
      expect(await identities(page)).toEqual(['Log in', 'guest', 'guest']);
      await page.goBack();
      expect(await identities(page)).toEqual(['Log in', 'guest', 'guest']);

      await logIn(page, 'bob');
      expect(await identities(page)).toEqual(['Bob Martin Log out', '2', '2']);
      for (let i = 0; i < 4; i++) {
        await page.goBack();
        expect(await identities(page)).toEqual(['Bob Martin Log out', '2', '2']);
      }
    });

    it.each([
      ['with widgets', true],
      // Without widgets, because their requests alone exclude a page from the cache.
      ['without widgets', false],
    ])('no earlier page is restored from the back/forward cache, %s', async (_, withWidgets) => {
      const caching = await openCachingBrowser();
      if (!withWidgets) {
        vi.spyOn(app.get(ChatWidgetsService, { strict: false }), 'render').mockResolvedValue('');
      }
      try {
        const page = await openPage(caching, { baseURL: siteUrl });
        await page.addInitScript(() =>
          addEventListener('pageshow', ({ persisted }) => {
            document.documentElement.dataset['shown'] = persisted ? 'restored' : 'loaded';
          }),
        );
        await logIn(page, 'ada');
        await page.click('nav >> text=Members');
        await page.waitForURL('**/members');
        await page.click('nav >> text=Topics');
        await page.waitForURL('**/topics');
        // Without widgets, pages must be restored here, otherwise the following assertions prove nothing.
        const back = { shown: withWidgets ? 'loaded' : 'restored', header: 'Ada Lovelace Log out' };
        expect(await goBack(page)).toEqual(back);

        await page.click('text=Log out');
        await page.waitForURL('**/');
        for (let i = 0; i < 2; i++) expect(await goBack(page)).toEqual({ shown: 'loaded', header: 'Log in' });

        await page.click('text=Log in');
        await page.waitForURL('**/login');
        await page.click('nav >> text=Home');
        await page.waitForURL('**/');
        await logIn(page, 'bob');
        for (let i = 0; i < 4; i++) {
          expect(await goBack(page)).toEqual({ shown: 'loaded', header: 'Bob Martin Log out' });
        }
      } finally {
        vi.restoreAllMocks();
        await caching.close();
      }
    });
  });

  describe.skipIf(!process.env['SCREENSHOTS'] || adapter !== 'express')('screenshots', () => {
    const shoot = async (page: DemoPage, name: string) => {
      await settled(page, 'imbachat');
      await settled(page, 'chatbro');
      await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
      const file = new URL(`../../docs/screenshots/${name}.png`, import.meta.url);
      await mkdir(new URL('.', file), { recursive: true });
      const png = smallPng(await page.screenshot());
      await writeFile(file, png);
      return png.length;
    };

    it('home', async () => {
      const ada = await visitor('ada', { ...DESKTOP, colorScheme: 'light' });
      expect(await shoot(ada, 'home')).toBeLessThan(120_000);
    });

    it('profile', async () => {
      const ada = await visitor('ada', { ...DESKTOP, colorScheme: 'dark' });
      await ada.goto('/members/2');
      await ada.click('text=Write a message');
      await expect.poll(() => dialogWith(ada)).toBe('2');
      await ada.mouse.move(600, 780);
      expect(await shoot(ada, 'profile')).toBeLessThan(120_000);
    });

    it('topic', async () => {
      const bob = await visitor('bob', { ...DESKTOP, colorScheme: 'light' });
      await bob.goto('/topics/3');
      expect(await shoot(bob, 'topic')).toBeLessThan(120_000);
    });

    it('phone', async () => {
      const ada = await visitor('ada', { ...PHONE, colorScheme: 'light' });
      expect(await shoot(ada, 'phone')).toBeLessThan(120_000);
    });
  });
});

/** Playwright's own browsers have no back/forward cache. */
function openCachingBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  });
}

async function logIn(page: DemoPage, login: string): Promise<void> {
  await page.goto('/login');
  await page.fill('#login', login);
  await page.fill('#password', 'demo');
  await page.click('main button');
  await page.waitForURL('**/');
}

/** Waits for the response of the sandbox and returns the data attributes of a panel. */
async function settled(page: DemoPage, widget: Widget): Promise<DOMStringMap> {
  const panel = `chat-sandbox-panel[data-widget=${widget}]:not([data-state=loading])`;
  await page.waitForSelector(panel, { state: 'attached' });
  return page.$eval(panel, (element) => Object.assign({}, (element as HTMLElement).dataset));
}

function shownName(page: DemoPage, widget: Widget): Promise<string | null> {
  return page.textContent(`chat-sandbox-panel[data-widget=${widget}] .status .name`);
}

/** Returns the id of the user with whom the ImbaChat panel has an open dialog. */
async function dialogWith(page: DemoPage): Promise<string | undefined> {
  return (await settled(page, 'imbachat'))['dialogWith'];
}

/** Returns the visitor that the page and both panels show. */
async function identities(page: DemoPage): Promise<string[]> {
  const panels = [await settled(page, 'imbachat'), await settled(page, 'chatbro')];
  return [await header(page), ...panels.map(({ userId, state }) => userId ?? state!)];
}

async function header(page: DemoPage): Promise<string> {
  return (await page.innerText('.visitor')).replaceAll(/\s+/g, ' ').trim();
}

/** Goes back, and returns whether the page was restored from the back/forward cache and the visitor it shows. */
async function goBack(page: DemoPage): Promise<{ shown: string; header: string }> {
  // page.goBack() would wait for a load event, which a restored page does not emit. The timeout lets the evaluation
  // finish before the page is left.
  await page.evaluate(() => void setTimeout(() => history.back()));
  await delay(700);
  await page.waitForFunction(
    () => document.readyState === 'complete' && document.documentElement.dataset['shown'] !== undefined,
  );
  const shown = await page.evaluate(() => document.documentElement.dataset['shown']!);
  return { shown, header: await header(page) };
}

async function rewrite(page: DemoPage, change: (html: string) => string): Promise<void> {
  await page.route('**/', async (route) => {
    const response = await route.fetch();
    const html = await response.text();
    const changed = change(html);
    expect(changed).not.toBe(html);
    await route.fulfill({ response, body: changed });
  });
}

function focused(page: DemoPage): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement!;
    return element.textContent?.trim() || element.localName;
  });
}
