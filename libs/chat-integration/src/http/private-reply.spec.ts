import type { HttpAdapterHost } from '@nestjs/core';
import { describe, expect, it } from 'vitest';
import { PrivateReply } from './private-reply.js';

function setUp() {
  const calls: unknown[][] = [];
  const record =
    (name: string) =>
    (...values: unknown[]) =>
      calls.push([name, ...values]);
  const httpAdapter = { setHeader: record('header'), reply: record('reply') };
  return { calls, reply: new PrivateReply({ httpAdapter } as unknown as HttpAdapterHost) };
}

describe('PrivateReply', () => {
  it('sends JSON that no cache keeps', () => {
    const { calls, reply } = setUp();
    reply.json('response', { a: 1 });
    expect(calls).toEqual([
      ['header', 'response', 'Cache-Control', 'private, no-store'],
      ['header', 'response', 'X-Content-Type-Options', 'nosniff'],
      ['header', 'response', 'Content-Type', 'application/json; charset=utf-8'],
      ['reply', 'response', { a: 1 }, 200],
    ]);
  });

  it('sends text that no cache keeps', () => {
    const { calls, reply } = setUp();
    reply.text('response', 'token');
    expect(calls).toEqual([
      ['header', 'response', 'Cache-Control', 'private, no-store'],
      ['header', 'response', 'X-Content-Type-Options', 'nosniff'],
      ['header', 'response', 'Content-Type', 'text/plain; charset=utf-8'],
      ['reply', 'response', 'token', 200],
    ]);
  });

  it('sends the status that it is given', () => {
    const { calls, reply } = setUp();
    reply.json('response', {}, 400);
    reply.text('response', '', 401);
    expect(calls.filter(([name]) => name === 'reply').map((call) => call.at(-1))).toEqual([400, 401]);
  });
});
