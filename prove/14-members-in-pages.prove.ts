import { randomInt } from 'node:crypto';
import { Controller, Get, Header, Inject, type INestApplication, Param, Req } from '@nestjs/common';
import {
  ChatIntegrationModule,
  type ChatUser,
  ChatWidgetsService,
  UserProvider,
} from 'nestjs-chat-integration';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from '../test/support/browser.js';
import { CHATBRO, IMBACHAT } from '../test/support/fixtures.js';
import { ADAPTERS, startHost } from '../test/support/host.js';
import { NAUGHTY_STRINGS } from './support/naughty-strings.js';
import { progressReporter } from './support/progress.js';
import { record } from './support/record.js';
import { caseCount } from './support/scale.js';

const MEMBERS = caseCount(2_500);

/** What ends a script, a string or an attribute, and what runs when it is inserted as HTML or used as a URL. */
const PAYLOADS: readonly string[] = [
  '</script><script>pwn()</script>',
  '<!--<script>',
  ']]><img src=x onerror=pwn()>',
  '"-pwn()-"',
  "'-pwn()-'",
  '`${pwn()}`',
  '\\"-pwn()//',
  '\u2028pwn()\u2029',
  '"});pwn();({"',
  '<svg onload=pwn()>',
  '{"__proto__":{"isAdmin":true}}',
  '"__proto__":{"isAdmin":true},"',
  '&lt;/script&gt;&quot;',
  '\ud83d\ude00\u202e</script\u0000>',
  '\ud800</script>',
];
const URLS: readonly string[] = [
  'javascript:pwn()',
  'https://example.com/"><script>pwn()</script>',
  'https://example.com/</script><script>pwn()</script>',
  'data:text/html,<script>pwn()</script>',
  '/members/1?"-pwn()-"',
];
const COLORS: readonly string[] = [
  '#d81818',
  'red;background:url(javascript:pwn())',
  '</style><script>pwn()</script>',
];

const pick = <T>(values: readonly T[]): T => values[randomInt(values.length)]!;
/** Several hostile texts in a row. */
const hostile = (): string =>
  Array.from({ length: randomInt(1, 4) }, () => pick(randomInt(3) ? PAYLOADS : NAUGHTY_STRINGS)).join(
    pick(['', ' ', '\n']),
  );
/** A text, or now and then a value of another type. */
const anything = (text: () => string): never =>
  pick<unknown>([text(), text(), text(), text(), { toString: text }, [text()], null]) as never;

/** A member who has written every field by hand. */
function adversary(id: number): ChatUser {
  const ownProto = JSON.parse(`{"__proto__":${JSON.stringify({ userId: 'P1', name: hostile() })}}`) as object;
  return {
    id,
    name: hostile() || 'x',
    avatarUrl: anything(() => pick([...URLS, ...PAYLOADS])),
    profileUrl: anything(() => pick([...URLS, ...PAYLOADS])),
    lastLoginAt: anything(hostile),
    badge: anything(hostile),
    email: anything(hostile),
    role: anything(hostile),
    nameColor: anything(() => pick([...COLORS, ...PAYLOADS])),
    moderation: pick<unknown>([['ban'], [hostile()], hostile()]) as never,
    permissions: pick<unknown>([{ [hostile()]: true, send_files: hostile() }, hostile()]) as never,
    profiles: pick<unknown>([{ [hostile()]: { userId: hostile(), name: hostile() } }, ownProto]) as never,
  };
}

/** The options of a page that contains texts of members, such as a topic's title. */
const pageOptions = (id: number) => ({
  chatbro: {
    chats: { chatTitle: titles[id]!, extId: `topic-${id}`, isStatic: true, menuItems: [ownKeys[id]!] },
  },
  imbachat: { language: titles[id]! },
});

const members = Array.from({ length: MEMBERS }, (_, id) => adversary(id + 1));
const titles = Array.from({ length: MEMBERS + 1 }, () => hostile());
const ownKeys = titles.map((title) => JSON.parse(`{"__proto__":${JSON.stringify({ title })}}`) as never);

class AdversaryUserProvider extends UserProvider {
  async findByIds(ids: readonly number[]): Promise<ChatUser[]> {
    return members.filter(({ id }) => ids.includes(id));
  }
}

@Controller('members/:id')
class MemberController {
  constructor(@Inject(ChatWidgetsService) private readonly chat: ChatWidgetsService) {}

  @Get()
  @Header('Content-Type', 'text/html; charset=utf-8')
  async page(@Req() request: object, @Param('id') id: string): Promise<string> {
    const html = await this.chat.render(request, pageOptions(Number(id)));
    return `<!doctype html><link rel="icon" href="data:,"><body>${html}</body>`;
  }
}

/** Simulates both vendors: keeps what they receive. */
async function receiveParams(page: Page): Promise<() => { imbachat: unknown; chatbro: unknown }> {
  let chatbro: unknown;
  let imbachat: unknown;
  await page.exposeFunction('received', (json: string) => void (imbachat = JSON.parse(json)));
  await page.route('**/widget', (route) =>
    route.fulfill({
      contentType: 'text/javascript',
      body: 'ImbaChat = { load(options) { return received(JSON.stringify(options)); } }; imbaApi = { openDialog() {} };',
    }),
  );
  await page.route(/\/embed\.js\?/, (route) => {
    const query = route.request().url().split('?')[1]!;
    const { embedChatsParameters } = JSON.parse(Buffer.from(query, 'base64').toString('utf8')) as Record<
      string,
      [object]
    >;
    [chatbro] = embedChatsParameters!;
    return route.fulfill({ contentType: 'text/javascript', body: 'Chatbro = {};' });
  });
  return () => {
    const result = { imbachat, chatbro };
    imbachat = chatbro = undefined;
    return result;
  };
}

const browser = await openBrowser();
afterAll(() => browser?.close());

describe.skipIf(!browser).each(ADAPTERS)("a page with an adversary's data, in Chromium, on %s", (adapter) => {
  let app: INestApplication;
  let url: string;
  beforeAll(async () => {
    app = await startHost({
      adapter,
      imports: [
        ChatIntegrationModule.forRoot({
          // One time for all pages, so that all tokens of a member are equal.
          imbachat: { ...IMBACHAT, baseUrl: '/vendor', clock: () => 1_800_000_000_000 },
          // Signs what the strict policy would refuse, so that more of it reaches the page.
          chatbro: { ...CHATBRO, baseUrl: '/vendor', signing: { policy: 'unchecked' } },
          userProvider: AdversaryUserProvider,
          visitorResolver: (request) => (request as { params: { id: string } }).params.id,
          isGlobal: true,
        }),
      ],
      controllers: [MemberController],
    });
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });
  afterAll(() => app.close());

  let page: Page;
  afterEach(() => page.close());

  it('runs no script of theirs, and gives both vendors what the server meant', async () => {
    page = await browser!.newPage();
    const attacks: string[] = [];
    await page.exposeFunction('pwn', () => attacks.push('pwn() was called'));
    page.on('dialog', (dialog) => void dialog.dismiss().then(() => attacks.push('a dialog was opened')));
    page.on('pageerror', (error) => attacks.push(String(error)));
    const received = await receiveParams(page);
    const chat = app.get(ChatWidgetsService);
    const advance = progressReporter(`14 (${adapter})`, MEMBERS);
    let chatBroUsers = 0;

    for (const { id } of members) {
      // oxlint-disable-next-line no-await-in-loop -- one page
      await page.goto(`${url}/members/${id}`);
      // oxlint-disable-next-line no-await-in-loop -- one page
      await page.waitForFunction(
        `document.documentElement.dataset.chatDialogs === 'ready' && window.Chatbro`,
      );
      // oxlint-disable-next-line no-await-in-loop -- one page
      const meant = await chat.params({ params: { id: String(id) } }, pageOptions(id));
      const { imbachat, chatbro } = JSON.parse(JSON.stringify(meant)) as {
        imbachat: { options: object };
        chatbro: { params: Record<string, unknown> };
      };
      // As text, because toEqual() does not see an own __proto__.
      const got = received();
      expect(JSON.stringify(got.imbachat), `member ${id}`).toBe(JSON.stringify(imbachat.options));
      const { containerDivId: _, ...rest } = got.chatbro as Record<string, unknown>;
      expect(JSON.stringify(rest), `member ${id}`).toBe(JSON.stringify(chatbro.params));
      if ('siteUserFullName' in rest) chatBroUsers++;
      // oxlint-disable-next-line no-await-in-loop -- one page
      expect(await page.evaluate('["isAdmin" in {}, document.scripts.length]')).toEqual([false, 3]);
      expect(attacks).toEqual([]);
      advance(id);
    }
    expect(chatBroUsers).toBeGreaterThan(0);

    record({
      id: `14.${ADAPTERS.indexOf(adapter) + 1}`,
      claim: "a member's data runs no script in a page, and reaches both vendors unchanged",
      measured: `${MEMBERS} members who write every field of \`ChatUser\`, and topics' titles, in Chromium on ${adapter}`,
      result: 'no script ran; every value in the page equals what the server meant',
    });
  });
});
