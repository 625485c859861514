import { Logger } from '@nestjs/common';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { UsersService } from '../users/users.service.js';
import { VisitorService } from '../visitor/visitor.service.js';
import type { ChatWidget } from './chat-widget.js';
import { ChatWidgetsService, type OnWidgetError } from './chat-widgets.service.js';
import { InvalidNonceError } from './inline-script.js';

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
}

function setUp(
  widgets: readonly ChatWidget[],
  { onError = 'omit', findVisitor = async () => ada }: SetUp = {},
) {
  const visitors = { findVisitor: vi.fn<(request: object) => Promise<unknown>>(findVisitor) };
  return {
    service: new ChatWidgetsService(widgets, visitors as unknown as VisitorService, onError),
    visitors,
  };
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
      const visitors = new VisitorService({ resolve }, { findById } as unknown as UsersService);
      const service = new ChatWidgetsService([widget('one'), widget('two')], visitors, 'omit');
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

    it('is left out if its parameters are not JSON', async () => {
      const { service } = setUp([widget('one', { params: () => ({ id: 1n }) }), widget('two')]);
      expect((await service.render(request)).match(/<script>/g)).toHaveLength(1);
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

  it('refuses a nonce that is not base64, whatever onError says', async () => {
    const { service, visitors } = setUp([widget('one')]);
    await expect(service.render(request, { nonce: 'a"b' })).rejects.toBeInstanceOf(InvalidNonceError);
    expect(() => service.contentSecurityPolicy("abc' 'unsafe-inline")).toThrow(InvalidNonceError);
    expect(visitors.findVisitor).not.toHaveBeenCalled();
  });
});
