import { randomBytes, randomUUID } from 'node:crypto';
import { Injectable, type INestApplication, Logger, Module } from '@nestjs/common';
import {
  ChatIntegrationModule,
  type ChatIntegrationForRootOptions,
  type ChatNotification,
  ChatNotificationHandler,
  type ChatNotificationContext,
} from 'nestjs-chat-integration';
import request from 'supertest';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CHAT_SERVER, EverybodyUserProvider, IMBACHAT, REGISTRATIONS } from '../support/fixtures.js';
import { type Adapter, ADAPTERS, basic, startHost } from '../support/host.js';

const KEY = randomBytes(24).toString('base64url').replace(/^/, 'aB').slice(0, 32);
const PATH = `chat-push/${KEY}/notifications`;
const FORM = { title: 'Ada wrote', body: 'Hello\nBob', email_to: 'bob@example.com' };

@Module({})
class Handlers {}

@Injectable()
class RecordingHandler extends ChatNotificationHandler {
  readonly handled: ChatNotification[] = [];
  answer: (context: ChatNotificationContext) => Promise<void> = async () => undefined;

  override async handle(notification: ChatNotification, context: ChatNotificationContext): Promise<void> {
    this.handled.push(notification);
    await this.answer(context);
  }
}

const warn = vi.spyOn(Logger.prototype, 'warn').mockReturnValue();
const error = vi.spyOn(Logger.prototype, 'error').mockReturnValue();
const cleanups: (() => Promise<unknown>)[] = [];

beforeEach(() => {
  warn.mockClear();
  error.mockClear();
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function site(
  adapter: Adapter = 'express',
  options: Partial<ChatIntegrationForRootOptions> = {},
  register = 'forRoot',
) {
  const app: INestApplication = await startHost({
    adapter,
    imports: [
      REGISTRATIONS[register]!({
        imbachat: { ...IMBACHAT, includeEmail: true },
        userProvider: EverybodyUserProvider,
        notificationHandler: RecordingHandler,
        endpoints: { notifications: PATH },
        ...options,
      }),
    ],
  });
  cleanups.push(() => app.close());
  const handler = app.get<RecordingHandler>(ChatNotificationHandler, { strict: false });
  const post = (path = PATH) => request(app.getHttpServer()).post(`/${path}`).type('form');
  return { app, handler, post };
}

describe.each(ADAPTERS)('the push relay on %s', (adapter) => {
  it.each(Object.keys(REGISTRATIONS))(
    'passes a notification to the handler, registered with %s',
    async (register) => {
      const { handler, post } = await site(adapter, {}, register);
      const { text, headers } = await post().send(FORM).expect(204);
      expect(text).toBe('');
      expect(headers['cache-control']).toBe('private, no-store');
      await post().set('Authorization', CHAT_SERVER).send(FORM).expect(204);
      const notification = { email: 'bob@example.com', title: 'Ada wrote', body: 'Hello\nBob' };
      expect(handler.handled).toEqual([notification, notification]);
      expect(warn).not.toHaveBeenCalled();
    },
  );

  it('responds alike to a wrong key and to wrong credentials, and handles neither', async () => {
    const { handler, post } = await site(adapter);
    const right = await post().send(FORM);
    const wrong = [
      await post(PATH.replace(KEY, randomBytes(24).toString('base64url'))).send(FORM),
      await post(PATH.replace(KEY, KEY.toLowerCase())).send(FORM),
      await post().set('Authorization', basic('Chat-Server', 'guess')).send(FORM),
      await post().set('Authorization', 'Bearer x').send(FORM),
    ];
    const shown = (response: request.Response) => {
      const { date: _, ...headers } = response.headers;
      return [response.status, headers, response.text];
    };
    for (const response of wrong) expect(shown(response)).toEqual(shown(right));
    expect(handler.handled).toHaveLength(1);
    const text = JSON.stringify(warn.mock.calls);
    expect(text).toContain('Refused an unauthorized call');
    expect(text).not.toContain(KEY);
  });

  it('limits the failures of a client, who receives 204 all the same', async () => {
    const { RateLimiterMemory } = await import('rate-limiter-flexible');
    const failureLimiter = new RateLimiterMemory({ points: 3, duration: 60 });
    const { handler, post } = await site(adapter, {
      imbachat: { ...IMBACHAT, includeEmail: true, failureLimiter },
    });
    for (let guess = 0; guess < 3; guess++) {
      await post(`chat-push/${randomBytes(24).toString('base64url')}/notifications`)
        .send(FORM)
        .expect(204);
    }
    await post().send(FORM).expect(204);
    expect(handler.handled).toEqual([]);
  });

  it('is off by default', async () => {
    const { app } = await site(adapter, { endpoints: {}, notificationHandler: undefined }).catch(async () => {
      const plain = await startHost({
        adapter,
        imports: [ChatIntegrationModule.forRoot({ imbachat: IMBACHAT, userProvider: EverybodyUserProvider })],
      });
      cleanups.push(() => plain.close());
      return { app: plain };
    });
    for (const path of [PATH, 'imbachat/api/v1/notifications']) {
      await request(app.getHttpServer()).post(`/${path}`).type('form').send(FORM).expect(404);
    }
  });
});

describe('a notification', () => {
  it.each([
    [{ email_to: undefined }],
    [{ title: undefined }],
    [{ body: undefined }],
    [{ email_to: 'bob' }],
    [{ email_to: 'a@b@c' }],
    [{ email_to: 'bob@example.com, eve@example.com' }],
    [{ email_to: 'bob@example.com\nBcc: eve@example.com' }],
    [{ email_to: `${'x'.repeat(250)}@example.com` }],
    [{ email_to: ['bob@example.com', 'eve@example.com'] }],
    [{ title: 'x'.repeat(301) }],
    [{ title: 'a\nb' }],
    [{ title: 'a\u001b[31m' }],
    [{ body: 'x'.repeat(5_001) }],
    [{ body: 'a\u0000' }],
    [{ body: ['a', 'b'] }],
  ])('is ignored and answered with 204 if a field is not usable: %j', async (fields) => {
    const { handler, post } = await site();
    await post()
      .send({ ...FORM, ...fields })
      .expect(204);
    expect(handler.handled).toEqual([]);
    expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('ignored'));
  });

  it('is handled at the longest allowed lengths', async () => {
    const { handler, post } = await site();
    await post()
      .send({ ...FORM, title: 'x'.repeat(300), body: 'y'.repeat(5_000) })
      .expect(204);
    await post()
      .send({ ...FORM, title: '', body: '' })
      .expect(204);
    expect(handler.handled).toHaveLength(2);
  });

  it('is answered with 204 when the handler fails, and the error is logged without the address', async () => {
    const { handler, post } = await site();
    handler.answer = () => Promise.reject(new Error('no push for bob@example.com'));
    await post().send(FORM).expect(204);
    handler.answer = () => {
      throw new TypeError('broken');
    };
    await post().send(FORM).expect(204);
    expect(error).toHaveBeenCalledExactlyOnceWith(
      expect.stringMatching(
        /^A notification was not handled\. .*handle to return but it threw Error: no push for …\. /,
      ),
    );
  });

  it('is answered when the handler hangs, whose signal is aborted', async () => {
    const { handler, post } = await site('express', { userProviderTimeoutMs: 50 });
    let signal: AbortSignal | undefined;
    handler.answer = (context) => {
      ({ signal } = context);
      return new Promise(() => undefined);
    };
    await post().send(FORM).expect(204);
    expect(signal?.aborted).toBe(true);
    expect(error).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('handle to respond within 50 ms'));
  });

  it('is ignored when there are too many at a time', async () => {
    const { handler, post } = await site();
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    handler.answer = () => gate;
    let answered = 0;
    const posts = Array.from({ length: 25 }, async () => {
      const { status } = await post().send(FORM);
      answered += 1;
      return status;
    });
    // The others are answered at once.
    await vi.waitFor(() => expect(answered).toBe(5));
    expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('20 at a time'));
    release();
    expect(new Set(await Promise.all(posts))).toEqual(new Set([204]));
    expect(handler.handled).toHaveLength(20);
  });

  it('is ignored while twenty handlers hang, although their deadlines have passed', async () => {
    const { handler, post } = await site('express', { userProviderTimeoutMs: 20 });
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    handler.answer = () => gate;
    await Promise.all(Array.from({ length: 20 }, () => post().send(FORM).expect(204)));
    await post().send(FORM).expect(204);
    expect(handler.handled).toHaveLength(20);
    release();
    await gate;
    await post().send(FORM).expect(204);
    expect(handler.handled).toHaveLength(21);
  });
});

describe('the options of the push relay', () => {
  const start = (options: Partial<ChatIntegrationForRootOptions>) => site('express', options);
  const at = (key: string) => ({ endpoints: { notifications: `chat-push/${key}/notifications` } });

  it.each([
    randomBytes(16).toString('hex'),
    randomBytes(32).toString('hex').toUpperCase(),
    `Ab${randomBytes(24).toString('base64url')}`,
  ])('accept the key %s', async (key) => {
    const { handler, post } = await start(at(key));
    await post(`chat-push/${key}/notifications`).send(FORM);
    expect(handler.handled).toHaveLength(1);
  });

  it.each([
    'secret',
    'this-is-my-notification-path',
    'This-Is-My-Path',
    randomUUID(),
    randomBytes(15).toString('hex'),
    randomBytes(16).toString('base64url').slice(0, 21),
    'a'.repeat(40),
    'aB'.repeat(20),
    '0123456789abcdef0123456789abcdef',
    'abcdefghijklmnopqrstuvwxyzABCDEF',
    'AbCdEfGhIjKlMnOpQrStUvWxYz',
    'deadbeefdeadbeefdeadbeefdeadbeef',
    `${randomBytes(16).toString('hex')}x`,
    `:${randomBytes(16).toString('hex')}`,
    `${randomBytes(16).toString('hex')}*`,
    '',
  ])('refuse the key %j', async (key) => {
    await expect(start(at(key))).rejects.toThrow('endpoints.notifications');
  });

  it('refuse a key that is the whole path, or a path of another type', async () => {
    for (const notifications of [
      randomBytes(16).toString('hex'),
      true as never,
      5 as never,
      ['x'] as never,
    ]) {
      await expect(start({ endpoints: { notifications } })).rejects.toThrow('endpoints.notifications');
    }
  });

  it('do not show the key in the error', async () => {
    const key = randomBytes(15).toString('hex');
    await expect(start(at(key))).rejects.not.toThrow(key);
  });

  it('require a handler with the path, and a path with the handler', async () => {
    await expect(start({ notificationHandler: undefined })).rejects.toThrow('notificationHandler');
    await expect(start({ endpoints: {} })).rejects.toThrow('endpoints.notifications');
  });

  it('warn if users info contains no e-mail addresses', async () => {
    await start({ imbachat: IMBACHAT });
    expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('imbachat.includeEmail'));
  });

  it('take a handler in each form, with what it injects', async () => {
    const handler = new RecordingHandler();
    for (const notificationHandler of [
      { useValue: handler },
      {
        useFactory: (value: RecordingHandler) => value,
        inject: ['HANDLER'],
        imports: [
          {
            module: Handlers,
            providers: [{ provide: 'HANDLER', useValue: handler }],
            exports: ['HANDLER'],
          },
        ],
      },
    ]) {
      const { post } = await start({ notificationHandler });
      await post().send(FORM).expect(204);
    }
    expect(handler.handled).toHaveLength(2);
  });

  it('do not show the key in the routes that Nest logs', async () => {
    const log = vi.spyOn(Logger.prototype, 'log').mockReturnValue();
    const { app } = await site();
    void app;
    expect(JSON.stringify(log.mock.calls)).not.toContain(KEY);
    log.mockRestore();
  });
});
