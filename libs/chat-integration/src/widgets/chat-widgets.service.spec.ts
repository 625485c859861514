import { Logger } from '@nestjs/common';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { hostOf, providerCalls } from '../../../../test/support/options.js';
import type { UsersService } from '../users/users.service.js';
import { VisitorService } from '../visitor/visitor.service.js';
import type { ChatWidget } from './chat-widget.js';
import { type ChatPageOptions, ChatWidgetsService, type OnWidgetError } from './chat-widgets.service.js';
import type { DisplayFunction, DisplayOption } from './display.js';
import { InvalidNonceError } from './inline-script.js';

const prototype = Object.prototype as Record<string, unknown>;
const ada = { id: 1, name: 'Ada' };
const request = {};

type Params = ChatWidget['params'];

/** A widget whose parameters are the visitor and the options of the page. */
const widget = (name: string, more: Partial<ChatWidget> = {}): ChatWidget => ({
  name,
  csp: { scriptSrc: [`https://${name}.example`] },
  params: ({ visitor, page }) => ({ visitor, page }),
  start: (params: object) => params,
  ...more,
});

const failing = (name: string) => widget(name, { params: () => Promise.reject(new Error('no connection')) });

interface SetUp {
  onError?: OnWidgetError;
  findVisitor?: () => Promise<unknown>;
  timeoutMs?: number;
  display?: DisplayOption;
}

function setUp(
  widgets: readonly ChatWidget[],
  { onError = 'omit', findVisitor = async () => ada, timeoutMs = 2_000, display = true }: SetUp = {},
) {
  const visitors = { findVisitor: vi.fn<(request: object) => Promise<unknown>>(findVisitor) };
  const service = new ChatWidgetsService(
    widgets,
    visitors as unknown as VisitorService,
    { onError, timeoutMs },
    display,
  );
  return { service, visitors };
}

describe('ChatWidgetsService', () => {
  const error = vi.spyOn(Logger.prototype, 'error').mockReturnValue();

  afterEach(() => {
    error.mockClear();
  });

  describe('params', () => {
    it('returns the parameters of each widget by its name', async () => {
      const { service } = setUp([widget('one'), widget('two')]);
      expect(await service.params(request)).toEqual({
        one: { visitor: ada, page: {} },
        two: { visitor: ada, page: {} },
      });
    });

    it('passes the request, and null as the visitor for a guest', async () => {
      const params = vi.fn<Params>(() => ({}));
      await setUp([widget('one', { params })], { findVisitor: async () => null }).service.params(request);
      expect(params).toHaveBeenCalledExactlyOnceWith({ visitor: null, request, page: {} });
      expect(params.mock.calls[0]![0].request).toBe(request);
    });

    it('passes the options of the page to the widget with that name', async () => {
      const { service } = setUp([widget('one'), widget('two')]);
      expect(await service.params(request, { nonce: 'abc', one: { theme: 'dark' }, three: {} })).toEqual({
        one: { visitor: ada, page: { theme: 'dark' } },
        two: { visitor: ada, page: {} },
      });
    });

    it('reads the visitor once for all widgets', async () => {
      const resolve = vi.fn<() => number>(() => 1);
      const findById = vi.fn<() => Promise<object>>(async () => ada);
      const visitors = new VisitorService(
        hostOf({ resolve }),
        { findById } as unknown as UsersService,
        providerCalls(),
      );
      const limits = { onError: 'omit', timeoutMs: 2_000 } as const;
      const service = new ChatWidgetsService([widget('one'), widget('two')], visitors, limits, true);
      expect(await service.params(request)).toMatchObject({ one: { visitor: ada }, two: { visitor: ada } });
      expect(resolve).toHaveBeenCalledOnce();
      expect(findById).toHaveBeenCalledOnce();
    });

    it('waits for parameters that are asynchronous, and keeps the order of the widgets', async () => {
      const slow = widget('slow', {
        params: () => new Promise((resolve) => setTimeout(() => resolve({ slow: true }), 10)),
      });
      expect(Object.keys(await setUp([slow, widget('fast')]).service.params(request))).toEqual([
        'slow',
        'fast',
      ]);
    });
  });

  describe('a widget that is not displayed', () => {
    const one = vi.fn<Params>(() => ({}));
    const widgets = [widget('one', { params: one }), widget('two')];
    const namesWith = async (display: DisplayOption, page: ChatPageOptions = {}, of: object = request) => {
      one.mockClear();
      return Object.keys(await setUp(widgets, { display }).service.params(of, page));
    };

    it('is left out, and nothing is made for it', async () => {
      expect(await namesWith({ one: false })).toEqual(['two']);
      expect(one).not.toHaveBeenCalled();
    });

    it('is left out of rendered pages', async () => {
      const { service } = setUp(widgets, { display: { one: false } });
      expect((await service.render(request)).split('<script>')).toHaveLength(2);
    });

    it('does not need the visitor', async () => {
      const { service, visitors } = setUp(widgets, { display: false });
      expect(await service.params(request)).toEqual({});
      expect(visitors.findVisitor).not.toHaveBeenCalled();
    });

    it('is left out where its parameters are null', async () => {
      const { service } = setUp([widget('one', { params: () => null }), widget('two')]);
      expect(Object.keys(await service.params(request))).toEqual(['two']);
      expect((await service.render(request)).split('<script>')).toHaveLength(2);
    });

    it('is decided by the path of the request, or the path that the page gives', async () => {
      const display = { only: ['/forum/*'] };
      expect(await namesWith(display, {}, { originalUrl: '/forum/1?x=/' })).toEqual(['one', 'two']);
      expect(await namesWith(display, {}, { originalUrl: '/login?next=/forum/1' })).toEqual([]);
      expect(await namesWith(display, { path: '/forum/1' }, { originalUrl: '/api' })).toEqual(['one', 'two']);
      expect(await namesWith(display, { path: '' }, { originalUrl: '/forum/1' })).toEqual([]);
    });

    it('is decided by a function, which knows the visitor, the widget, the path and the request', async () => {
      const display = vi.fn<DisplayFunction>(async ({ widget: name }) => name === 'one');
      expect(await namesWith(display, { path: '/forum/' })).toEqual(['one']);
      expect(display).toHaveBeenCalledWith({ visitor: ada, widget: 'two', path: '/forum', request });
    });

    it('is decided by the page rather than by the options', async () => {
      expect(await namesWith(false, { display: true })).toEqual(['one', 'two']);
      expect(await namesWith({ one: false, two: false }, { display: { one: true } })).toEqual(['one']);
      expect(await namesWith(true, { display: { only: ['/forum'] }, path: '/' })).toEqual([]);
    });

    it('is left out and logged where the decision fails or is not a decision', async () => {
      const display: DisplayOption = { one: () => Promise.reject(new Error('no rules')) };
      expect(await namesWith(display)).toEqual(['two']);
      expect(error).toHaveBeenCalledExactlyOnceWith('The widget one was left out of a page: Error: no rules');
      expect(await namesWith(true, { display: { one: 'yes' } as never })).toEqual([]);
      expect(error).toHaveBeenLastCalledWith(
        'The widget two was left out of a page: InvalidOptionsError: A page cannot use these options:\\n  ' +
          '- display: expected true, false, a function, or { guests, only, except } with arrays of paths that begin with ' +
          '/ or *, for all widgets or by the name of a widget, but got an object. Fix: correct it, or leave it out.',
      );
    });
  });

  describe('a widget that fails', () => {
    it.each([
      ['rejects', failing('broken')],
      [
        'throws',
        widget('broken', {
          params: () => {
            throw new Error('no connection');
          },
        }),
      ],
    ])('is left out and logged if it %s, and does not stop the others', async (_, broken) => {
      const { service } = setUp([widget('one'), broken, widget('two')]);
      expect(Object.keys(await service.params(request))).toEqual(['one', 'two']);
      expect(error).toHaveBeenCalledExactlyOnceWith(
        'The widget broken was left out of a page: Error: no connection',
      );
      expect((await service.render(request)).match(/<script>/g)).toHaveLength(2);
    });

    it.each<[string, unknown]>([
      ['contain a bigint', { id: 1n }],
      ['are undefined', undefined],
      [
        'cannot be read',
        {
          get x() {
            throw new Error('secret');
          },
        },
      ],
    ])('is left out if its parameters %s', async (_, params) => {
      const { service } = setUp([widget('one', { params: () => params as object }), widget('two')]);
      expect((await service.render(request)).match(/<script>/g)).toHaveLength(1);
      expect(Object.keys(await service.params(request))).toEqual(['two']);
    });

    it('is left out if its options on the page cannot be read', async () => {
      const page = Object.defineProperty({ two: {} }, 'one', {
        get: () => {
          throw new Error('no options');
        },
      });
      expect(Object.keys(await setUp([widget('one'), widget('two')]).service.params(request, page))).toEqual([
        'two',
      ]);
    });

    const hanging = (name: string) => widget(name, { params: () => new Promise<never>(() => {}) });

    it('is left out if it is not ready at the deadline, which is one for all widgets', async () => {
      vi.useFakeTimers();
      const service = setUp([hanging('one'), widget('two'), hanging('three')], { timeoutMs: 300 }).service;
      const params = service.params(request);
      await vi.advanceTimersByTimeAsync(300);
      vi.useRealTimers();
      expect(Object.keys(await params)).toEqual(['two']);
      expect(error).toHaveBeenCalledTimes(2);
      expect(error).toHaveBeenCalledWith(
        expect.stringContaining('Expected the widget one to be ready within 300 ms but it was not.'),
      );
    });

    it('is every widget if the visitor is not read before the deadline', async () => {
      const { service } = setUp([widget('one')], { findVisitor: () => new Promise(() => {}), timeoutMs: 10 });
      expect(await service.params(request)).toEqual({});
    });

    it('makes params throw an error that may pass, with onError "throw", at the deadline', async () => {
      const { service } = setUp([hanging('one')], { onError: 'throw', timeoutMs: 10 });
      await expect(service.params(request)).rejects.toMatchObject({
        code: 'ERR_CHAT_PAGE_TIMEOUT',
        retryAfterSeconds: 5,
      });
    });

    it('is logged once, on one line of limited length, for a thousand pages', async () => {
      const broken = widget('broken', {
        params: () => Promise.reject(new Error(`\u009b${'x'.repeat(5_000_000)}`)),
      });
      const { service } = setUp([broken]);
      for (let view = 0; view < 1_000; view++) await service.params(request);
      expect(error).toHaveBeenCalledOnce();
      const line = String(error.mock.calls[0]![0]);
      expect(line).toHaveLength(500);
      expect(line).toContain(String.raw`Error: \u009bxxx`);
    });

    it.each(['params', 'render'] as const)(
      'makes %s throw its error with onError "throw"',
      async (method) => {
        const { service } = setUp([widget('one'), failing('broken')], { onError: 'throw' });
        await expect(service[method](request)).rejects.toThrow('no connection');
        expect(error).not.toHaveBeenCalled();
      },
    );

    it('is every widget if the visitor cannot be read', async () => {
      const { service } = setUp([widget('one')], {
        findVisitor: () => Promise.reject(new Error('no session')),
      });
      expect(await service.params(request)).toEqual({});
      expect(await service.render(request)).toBe('');
      expect(error).toHaveBeenCalledWith(expect.stringContaining('no session'));
    });
  });

  describe('render', () => {
    it('returns a script for each widget, with the nonce', async () => {
      const html = await setUp([widget('one'), widget('two')]).service.render(request, { nonce: 'abc=' });
      const scripts = html.split('\n');
      expect(scripts).toHaveLength(2);
      for (const script of scripts) expect(script).toMatch(/^<script nonce="abc=">\(.*\)<\/script>$/s);
    });

    it('cannot be left by what a user wrote', async () => {
      const findVisitor = async () => ({ id: 1, name: '</script><script>alert(1)' });
      const html = await setUp([widget('one')], { findVisitor }).service.render(request);
      expect(html.match(/<\/?script/g)).toEqual(['<script', '</script']);
    });
  });

  describe('contentSecurityPolicy', () => {
    it('merges the nonce and the sources of the widgets', () => {
      const two = widget('two', {
        csp: { scriptSrc: ["'unsafe-eval'"], connectSrc: ['https://two.example'] },
      });
      expect(setUp([widget('one'), two]).service.contentSecurityPolicy('abc')).toEqual({
        scriptSrc: ["'nonce-abc'", 'https://one.example', "'unsafe-eval'"],
        connectSrc: ['https://two.example'],
      });
    });
  });

  it('reads each option of a page once', async () => {
    const reads: string[] = [];
    const nonces = ['abc=', '"><script>'];
    const page = {
      get nonce() {
        reads.push('nonce');
        return nonces.shift();
      },
      get one() {
        reads.push('one');
        return { theme: 'dark' };
      },
    };
    expect(await setUp([widget('one')]).service.render(request, page)).toMatch(/^<script nonce="abc=">/);
    expect(reads).toEqual(['nonce', 'one']);
  });

  it.each(['nonce', 'one', 'theme'])(
    'ignores the property %s of a polluted Object.prototype',
    async (name) => {
      const { service } = setUp([widget('one')]);
      const expected = await service.render(request, {});
      Object.defineProperty(prototype, name, { value: 'polluted', configurable: true });
      try {
        expect(await service.render(request, {})).toBe(expected);
        const themeOf = ({ page }: { page: { theme?: string } }) => ({ theme: page.theme ?? 'none' });
        const themed = setUp([widget('one', { params: themeOf })]).service;
        expect(await themed.params(request, { one: {} })).toEqual({ one: { theme: 'none' } });
      } finally {
        delete prototype[name];
      }
    },
  );

  it('refuses a nonce that is not a text', async () => {
    const { service } = setUp([widget('one')]);
    const nonce = { toString: () => 'abc' } as unknown as string;
    await expect(service.render(request, { nonce })).rejects.toBeInstanceOf(InvalidNonceError);
  });

  it('refuses a nonce that is not base64, whatever onError says', async () => {
    const { service, visitors } = setUp([widget('one')]);
    await expect(service.render(request, { nonce: 'a"b' })).rejects.toBeInstanceOf(InvalidNonceError);
    expect(() => service.contentSecurityPolicy("abc' 'unsafe-inline")).toThrow(InvalidNonceError);
    expect(visitors.findVisitor).not.toHaveBeenCalled();
  });
});
