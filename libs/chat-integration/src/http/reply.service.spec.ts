import type { HttpAdapterHost } from '@nestjs/core';
import { describe, expect, it } from 'vitest';
import { ReplyService } from './reply.service.js';

function setUp(adapter: 'express' | 'fastify' = 'fastify', headersOf: 'reply' | 'raw' | 'none' = 'none') {
  const calls: unknown[][] = [];
  const record =
    (name: string) =>
    (...values: unknown[]) =>
      calls.push([name, ...values]);
  const httpAdapter = {
    getType: () => adapter,
    status: record('status'),
    setHeader: record('header'),
    reply: record('reply'),
  };
  const response = {
    end: (body: unknown) => calls.push(['end', response, body]),
    hasHeader: () => headersOf === 'reply',
    raw: { hasHeader: () => headersOf === 'raw' },
  };
  return { calls, response, reply: new ReplyService({ httpAdapter } as unknown as HttpAdapterHost) };
}

describe('ReplyService', () => {
  it.each([
    ['fastify', 'reply'],
    ['express', 'end'],
  ] as const)('sends JSON that caches must not store, on %s', (adapter, method) => {
    const { calls, response, reply } = setUp(adapter);
    reply.json(response, { a: 1 });
    expect(calls).toEqual([
      ['header', response, 'Cross-Origin-Resource-Policy', 'same-origin'],
      ['status', response, 200],
      ['header', response, 'Cache-Control', 'private, no-store'],
      ['header', response, 'X-Content-Type-Options', 'nosniff'],
      ['header', response, 'Content-Type', 'application/json; charset=utf-8'],
      [method, response, '{"a":1}'],
    ]);
  });

  it.each([
    ['text', 'text/plain; charset=utf-8'],
    ['script', 'text/javascript; charset=utf-8'],
  ] as const)('sends %s as %s', (method, contentType) => {
    const { calls, response, reply } = setUp();
    reply[method](response, 'body');
    expect(calls).toContainEqual(['header', response, 'Content-Type', contentType]);
    expect(calls.at(-1)).toEqual(['reply', response, 'body']);
  });

  it('sends the given status', () => {
    const { calls, response, reply } = setUp();
    reply.json(response, {}, 400);
    expect(calls).toContainEqual(['status', response, 400]);
  });

  it.each(['reply', 'raw'] as const)(
    "keeps the application's Cross-Origin-Resource-Policy (%s)",
    (headersOf) => {
      const { calls, response, reply } = setUp('fastify', headersOf);
      reply.json(response, {});
      reply.text(response, '');
      expect(calls.filter(([, , name]) => name === 'Cross-Origin-Resource-Policy')).toEqual([]);
    },
  );

  it('lets other origins load scripts', () => {
    const { calls, response, reply } = setUp();
    reply.script(response, '');
    expect(calls.filter(([, , name]) => name === 'Cross-Origin-Resource-Policy')).toEqual([]);
  });
});
