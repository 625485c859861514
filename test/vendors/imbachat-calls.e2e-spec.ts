import { inspect } from 'node:util';
import {
  ChatIntegrationError,
  type ChatIntegrationForRootOptions,
  ImbaChatMessages,
  type ImbaChatOptions,
  ImbaChatSupport,
  RoomPipes,
  type VendorError,
} from 'nestjs-chat-integration';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { CHATBRO, EverybodyUserProvider, IMBACHAT, REGISTRATIONS } from '../support/fixtures.js';
import { ADAPTERS, startHost } from '../support/host.js';
import { ImbaChatStandIn, WIDGET } from './imbachat-stand-in.js';

const vendor = new ImbaChatStandIn();
const cleanups: (() => unknown)[] = [];

beforeAll(() => vendor.start());
afterAll(() => vendor.stop());
beforeEach(() => {
  vendor.forget();
  vendor.messages.length = 0;
  vendor.supportUser = 7;
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

interface SiteOptions extends Partial<ChatIntegrationForRootOptions> {
  adapter?: (typeof ADAPTERS)[number];
  register?: string;
  imba?: Partial<ImbaChatOptions>;
}

async function site({ adapter = 'express', register = 'forRoot', imba, ...options }: SiteOptions = {}) {
  const app = await startHost({
    adapter,
    imports: [
      REGISTRATIONS[register]!({
        imbachat: { ...IMBACHAT, ...WIDGET, baseUrl: vendor.url, ...imba },
        userProvider: EverybodyUserProvider,
        ...options,
      }),
    ],
  });
  cleanups.push(() => app.close());
  return {
    messages: app.get(ImbaChatMessages),
    support: app.get(ImbaChatSupport),
    pipes: app.get(RoomPipes),
  };
}

const hello = { from: 5, roomId: 12, text: 'Hello' };

async function rejected(call: Promise<unknown>): Promise<VendorError> {
  const failure: unknown = await call.then(
    () => 'resolved',
    (reason: unknown) => reason,
  );
  expect(failure).toBeInstanceOf(ChatIntegrationError);
  const text = inspect(failure, { depth: 10, showHidden: true });
  const basic = Buffer.from(`${WIDGET.widgetId}:${WIDGET.secretKey}`).toString('base64');
  for (const secret of [WIDGET.secretKey, encodeURIComponent(WIDGET.secretKey), basic])
    expect(text).not.toContain(secret);
  expect(String(failure)).toMatch(/[Ee]xpected .+ but .+\. Fix: .+\./s);
  return failure as VendorError;
}

describe.each(ADAPTERS)('on %s', (adapter) => {
  it.each(Object.keys(REGISTRATIONS))('sends a message, registered with %s', async (register) => {
    const { messages } = await site({ adapter, register });
    const text = 'Привет, 🦉\r\n--boundary"; name="user_id"\r\n\r\n1';
    expect(await messages.send({ from: 5, roomId: 12, text })).toEqual({
      id: 4543,
      uuid: '1536-4543',
      sentAt: new Date(1_608_275_827_000),
    });
    expect(vendor.messages).toEqual([{ user_id: '5', room_id: '12', message: text }]);
  });

  it('finds the support user', async () => {
    const { support } = await site({ adapter });
    expect(await support.userNumber()).toBe(7);
  });

  it('calls the address where the application listens if the base URL is a path', async () => {
    const { messages, support } = await site({ adapter, imba: { baseUrl: '/nothing' } });
    for (const call of [messages.send(hello), support.userNumber()])
      await expect(call).rejects.toThrow('imbachat.baseUrl');
  });
});

describe('ImbaChatMessages', () => {
  it('sends the number of a user with another id', async () => {
    const { messages } = await site({
      userNumbers: {
        useValue: {
          numbersOf: async ([id]: readonly (number | string)[]) => new Map([[id!, 1234]]),
          idsOf: async () => new Map(),
        },
      },
    });
    await messages.send({ ...hello, from: '6f1c1f0e-2f7e-4d53-9b0e-2f8c7d0d9a11' });
    expect(vendor.messages).toMatchObject([{ user_id: '1234' }]);
  });

  it.each([
    [{ text: '' }, 'ERR_CHAT_ARGUMENT_INVALID'],
    [{ text: ' ' }, 'ERR_CHAT_ARGUMENT_INVALID'],
    [{ text: 'x'.repeat(10_001) }, 'ERR_CHAT_ARGUMENT_INVALID'],
    [{ text: 'a\ud800' }, 'ERR_CHAT_ARGUMENT_INVALID'],
    [{ text: ['x'] }, 'ERR_CHAT_ARGUMENT_INVALID'],
    [{ roomId: '' }, 'ERR_CHAT_ARGUMENT_INVALID'],
    [{ roomId: 0 }, 'ERR_CHAT_ARGUMENT_INVALID'],
    [{ roomId: 1.5 }, 'ERR_CHAT_ARGUMENT_INVALID'],
    [{ roomId: null }, 'ERR_CHAT_ARGUMENT_INVALID'],
    [{ from: null }, 'ERR_CHAT_USER_ID_INVALID'],
    [{ from: '' }, 'ERR_CHAT_USER_ID_INVALID'],
    [{ from: 0 }, 'ERR_CHAT_USER_NUMBER_INVALID'],
    [{ from: 'abc' }, 'ERR_CHAT_USER_NUMBER_INVALID'],
    [{ from: 1_000_000_000 }, 'ERR_CHAT_USER_NUMBER_INVALID'],
  ])('sends nothing for %o', async (argument, code) => {
    const { messages } = await site();
    expect(await rejected(messages.send({ ...hello, ...argument } as never))).toMatchObject({ code });
    expect(vendor.requests).toEqual([]);
  });

  it('says which parameter ImbaChat misses', async () => {
    const { messages } = await site();
    const failure = await rejected(messages.request('send_msg', { user_id: 1, message: 'x' }));
    expect(failure).toMatchObject({
      code: 'ERR_CHAT_IMBACHAT_PARAMETER',
      vendor: 'ImbaChat',
      call: 'send_msg',
    });
    expect(failure.message).toContain('room_id');
  });

  it.each([
    [401, { success: false }, 'ERR_CHAT_VENDOR_CREDENTIALS'],
    [403, 'Forbidden', 'ERR_CHAT_VENDOR_CREDENTIALS'],
    [422, '', 'ERR_CHAT_IMBACHAT_PARAMETER'],
    [422, `${WIDGET.secretKey} is wrong`, 'ERR_CHAT_IMBACHAT_PARAMETER'],
    [422, { errors: { room_id: ['required'], secret: WIDGET.secretKey } }, 'ERR_CHAT_IMBACHAT_PARAMETER'],
    [200, { success: false, error: `no ${WIDGET.secretKey}` }, 'ERR_CHAT_VENDOR_REFUSED'],
    [429, { success: false }, 'ERR_CHAT_VENDOR_REFUSED'],
    [404, { message: 'nothing' }, 'ERR_CHAT_VENDOR_RESPONSE'],
    [500, { success: true, message: { id: 1, uuid: 'a', time: '1' } }, 'ERR_CHAT_VENDOR_RESPONSE'],
    [200, {}, 'ERR_CHAT_VENDOR_RESPONSE'],
    [200, { success: 'true' }, 'ERR_CHAT_VENDOR_RESPONSE'],
    [200, [], 'ERR_CHAT_VENDOR_RESPONSE'],
    [200, 'null', 'ERR_CHAT_VENDOR_RESPONSE'],
    [200, { success: true }, 'ERR_CHAT_VENDOR_RESPONSE'],
    [200, { success: true, message: 'sent' }, 'ERR_CHAT_VENDOR_RESPONSE'],
    [200, { success: true, message: { id: '1', uuid: 'a', time: '1' } }, 'ERR_CHAT_VENDOR_RESPONSE'],
    [200, { success: true, message: { id: -1, uuid: 'a', time: '1' } }, 'ERR_CHAT_VENDOR_RESPONSE'],
    [200, { success: true, message: { id: 1, uuid: '<b>', time: '1' } }, 'ERR_CHAT_VENDOR_RESPONSE'],
    [200, { success: true, message: { id: 1, uuid: 'a', time: 'now' } }, 'ERR_CHAT_VENDOR_RESPONSE'],
    [200, { success: true, message: { id: 1, uuid: 'a', time: '9'.repeat(20) } }, 'ERR_CHAT_VENDOR_RESPONSE'],
  ])('rejects for the status %i with %j, and sends nothing twice', async (status, body, code) => {
    const { messages } = await site();
    vendor.next('send_msg', { status, body });
    expect(await rejected(messages.send(hello))).toMatchObject({ code, vendor: 'ImbaChat' });
    expect(vendor.requests).toHaveLength(1);
  });

  it.each([
    ['hang', 'ERR_CHAT_VENDOR_TIMEOUT'],
    ['hang-in-body', 'ERR_CHAT_VENDOR_TIMEOUT'],
    ['close', 'ERR_CHAT_VENDOR_UNREACHABLE'],
    ['close-in-body', 'ERR_CHAT_VENDOR_UNREACHABLE'],
    ['garbage', 'ERR_CHAT_VENDOR_RESPONSE'],
    ['empty', 'ERR_CHAT_VENDOR_RESPONSE'],
    ['html', 'ERR_CHAT_VENDOR_RESPONSE'],
    ['redirect', 'ERR_CHAT_VENDOR_RESPONSE'],
    ['huge', 'ERR_CHAT_VENDOR_RESPONSE'],
  ] as const)('rejects when the server fails: %s', async (fault, code) => {
    const { messages } = await site({ vendorTimeoutMs: 300 });
    vendor.next('send_msg', fault);
    expect(await rejected(messages.send(hello))).toMatchObject({ code });
    expect(vendor.requests).toHaveLength(1);
  });

  it('has a deadline and a signal for each call', async () => {
    const { messages } = await site();
    vendor.next('send_msg', 'hang', 'hang');
    expect((await rejected(messages.send(hello, { timeoutMs: 60 }))).message).toContain('60 ms');
    const controller = new AbortController();
    const sending = messages.send(hello, { signal: controller.signal });
    await vi.waitFor(() => expect(vendor.requests).toHaveLength(2));
    controller.abort(new Error('left'));
    await expect(sending).rejects.toThrow('left');
  });

  it('requests another call below the widget', async () => {
    const { messages } = await site();
    vendor.next('some/thing', { body: { success: true, anything: [1] } });
    expect(await messages.request('some/thing', { a: 1, b: 'two' }, { version: 'v1' })).toEqual({
      success: true,
      anything: [1],
    });
    expect(vendor.requests).toMatchObject([{ path: '/imbachat/v1/276/some/thing' }]);
    const form = vendor.requests[0]!.body.toString();
    expect(form).toMatch(/name="a"\r\n\r\n1\r\n.*name="b"\r\n\r\ntwo\r\n/s);
  });

  it.each([
    ['', {}],
    ['/send_msg', {}],
    ['../v1/send_msg', {}],
    ['a/../b', {}],
    ['send_msg?x=1', {}],
    ['send%2Fmsg', {}],
    ['a\nb', {}],
    ['x'.repeat(1_000), {}],
    [5, {}],
    ['send_msg', { a: null }],
    ['send_msg', { a: Number.NaN }],
    ['send_msg', { a: 'x'.repeat(100_001) }],
  ])('requests nothing with the path %j and the form %o', async (path, form) => {
    const { messages } = await site();
    expect(await rejected(messages.request(path as never, form as never))).toMatchObject({
      code: 'ERR_CHAT_ARGUMENT_INVALID',
    });
    expect(vendor.requests).toEqual([]);
  });

  it('uses the first secret key during a rotation', async () => {
    const { messages } = await site({
      imba: { secretKey: [WIDGET.secretKey, 'the-old-secret-key-of-the-site'] },
    });
    expect(await messages.send(hello)).toMatchObject({ id: 4543 });
  });
});

describe('ImbaChatSupport', () => {
  it('asks once, also for concurrent calls', async () => {
    const { support } = await site();
    expect(await Promise.all([1, 2, 3].map(() => support.userNumber()))).toEqual([7, 7, 7]);
    expect(await support.userNumber()).toBe(7);
    expect(vendor.paths).toEqual(['/imbachat/v1/276/get_user_support']);
    expect(vendor.requests[0]!.headers).not.toHaveProperty('authorization');
  });

  it("takes the host's number instead", async () => {
    const { support } = await site({ imba: { supportUserNumber: 99 } });
    expect(await support.userNumber()).toBe(99);
    expect(vendor.requests).toEqual([]);
    for (const supportUserNumber of [0, -1, 1.5, '5', 1e9]) {
      const imba = { supportUserNumber } as Partial<ImbaChatOptions>;
      await expect(site({ imba })).rejects.toThrow('imbachat.supportUserNumber');
    }
  });

  it('does not remember a failure', async () => {
    const { support } = await site();
    vendor.next('get_user_support', 'close');
    expect(await rejected(support.userNumber())).toMatchObject({ code: 'ERR_CHAT_VENDOR_UNREACHABLE' });
    expect(await support.userNumber()).toBe(7);
  });

  it('still asks for the others when one caller leaves', async () => {
    const { support } = await site();
    let release: () => void = () => undefined;
    vendor.next('get_user_support', () => new Promise((resolve) => (release = () => resolve(null))));
    const controller = new AbortController();
    const leaving = support.userNumber({ signal: controller.signal });
    const staying = support.userNumber();
    await vi.waitFor(() => expect(vendor.requests).toHaveLength(1));
    controller.abort(new Error('left'));
    await expect(leaving).rejects.toThrow('left');
    release();
    expect(await staying).toBe(7);
    expect(vendor.requests).toHaveLength(1);
  });

  it('reads a number that is text', async () => {
    vendor.supportUser = '8';
    const { support } = await site();
    expect(await support.userNumber()).toBe(8);
  });

  it.each([undefined, null, 0, -1, 1.5, '08', 'x', 1e9, true, [7], { id: 7 }])(
    'refuses %j as a number',
    async (supportUser) => {
      vendor.supportUser = supportUser;
      const { support } = await site();
      expect(await rejected(support.userNumber())).toMatchObject({ code: 'ERR_CHAT_VENDOR_RESPONSE' });
    },
  );

  it('reports a wrong secret', async () => {
    const { support } = await site({ imba: { secretKey: 'another-secret-key-of-this-test' } });
    expect(await rejected(support.userNumber())).toMatchObject({ code: 'ERR_CHAT_VENDOR_CREDENTIALS' });
  });
});

describe('the services without ImbaChat', () => {
  it('say which option is missing', async () => {
    const { messages, support, pipes } = await site({ imbachat: undefined, chatbro: CHATBRO });
    const code = 'ERR_CHAT_VENDOR_NOT_CONFIGURED';
    for (const call of [messages.send(hello), messages.request('x', {}), support.userNumber()])
      await expect(call).rejects.toMatchObject({ code });
    expect(() => pipes.of('a')).toThrow(expect.objectContaining({ code }));
  });
});

describe('RoomPipes', () => {
  const pipe = async (key: string | number, imba: Partial<ImbaChatOptions> = {}) =>
    (await site({ imba })).pipes.of(key);
  const [old, next] = ['the-old-secret-key-of-the-site', 'the-new-secret-key-of-the-site'];

  it('derives the same unguessable pipe for a key each time', async () => {
    const pipes = await Promise.all([pipe(42), pipe('42'), pipe('43'), pipe('public_42')]);
    expect(pipes[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(pipes[0]).toBe(pipes[1]);
    expect(new Set(pipes).size).toBe(3);
    expect(await pipe(42, { secretKey: next })).not.toBe(pipes[0]);
  });

  it('keeps the pipes during and after a rotation with roomSecret, and never changes them silently', async () => {
    const before = await pipe('group:1', { secretKey: old });
    for (const secretKey of [[old, next], [next, old], next]) {
      expect(await pipe('group:1', { secretKey, roomSecret: old })).toBe(before);
    }
    await expect(pipe('group:1', { secretKey: [old, next] })).rejects.toThrow('imbachat.roomSecret');
  });

  it.each(['', ' ', 'x'.repeat(1_001), 'a\ud800', 1.5, Number.NaN, null, undefined, {}, ['a']])(
    'refuses the key %j',
    async (key) => {
      const { pipes } = await site();
      expect(() => pipes.of(key as never)).toThrow(
        expect.objectContaining({ code: 'ERR_CHAT_ARGUMENT_INVALID' }),
      );
    },
  );

  it('does not show its secret', async () => {
    const { pipes, messages, support } = await site({ imba: { roomSecret: 'the-secret-of-the-rooms' } });
    const text = inspect([pipes, messages, support], { depth: 10, showHidden: true });
    for (const secret of ['the-secret-of-the-rooms', WIDGET.secretKey]) expect(text).not.toContain(secret);
    await expect(site({ imba: { roomSecret: 'short' } })).rejects.toThrow('imbachat.roomSecret');
  });
});
