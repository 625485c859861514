import type { HttpAdapterHost } from '@nestjs/core';
import { describe, expect, it } from 'vitest';
import { PrivateReply } from './private-reply.js';

function setUp(adapter: 'express' | 'fastify' = 'fastify') {
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
  const response = { end: (body: unknown) => calls.push(['end', response, body]) };
  return { calls, response, reply: new PrivateReply({ httpAdapter } as unknown as HttpAdapterHost) };
}

describe('PrivateReply', () => {
  it.each([
    ['fastify', 'reply'],
    ['express', 'end'],
  ] as const)('sends JSON that no cache keeps on %s', (adapter, method) => {
    const { calls, response, reply } = setUp(adapter);
    reply.json(response, { a: 1 });
    expect(calls).toEqual([
      ['status', response, 200],
      ['header', response, 'Cache-Control', 'private, no-store'],
      ['header', response, 'X-Content-Type-Options', 'nosniff'],
      ['header', response, 'Content-Type', 'application/json; charset=utf-8'],
      [method, response, '{"a":1}'],
    ]);
  });

  it('sends bytes as they are', () => {
    const bytes = Buffer.from('[]');
    for (const adapter of ['express', 'fastify'] as const) {
      const { calls, response, reply } = setUp(adapter);
      reply.jsonText(response, bytes);
      expect(calls.at(-1)![2]).toBe(bytes);
    }
  });

  it('sends text', () => {
    const { calls, response, reply } = setUp();
    reply.text(response, 'token');
    expect(calls).toContainEqual(['header', response, 'Content-Type', 'text/plain; charset=utf-8']);
    expect(calls.at(-1)).toEqual(['reply', response, 'token']);
  });

  it('sends the status that it is given', () => {
    const { calls, response, reply } = setUp();
    reply.json(response, {}, 400);
    reply.text(response, '', 401);
    expect(calls.filter(([name]) => name === 'status').map((call) => call.at(-1))).toEqual([400, 401]);
  });
});
