import { Logger } from '@nestjs/common';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ChatIntegrationModule, type ChatUser, type UserProvider } from 'nestjs-chat-integration';
import { CHAT_SERVER, CHATBRO, IMBACHAT } from '../test/support/fixtures.js';
import { ADAPTERS, startHost } from '../test/support/host.js';
import { inParallel } from './support/in-parallel.js';
import { KeepAliveClient } from './support/keep-alive-client.js';
import { record } from './support/record.js';
import { casesOf } from './support/scale.js';

type FindByIds = (ids: readonly number[]) => unknown;

const bob = { id: 2, name: 'Bob' };
const bobRecord = { user_id: 2, name: 'Bob', avatar_url: false };
const CLEAN_500 = { code: 500, version: 1, error: 'Internal server error', debug: '' };
const CLEAN_503 = { code: 503, version: 1, error: 'Service unavailable', debug: '' };

/** Ways in which a provider misbehaves when it is asked for users 1 and 2, and what the chat server gets. */
const MISBEHAVIOURS: Record<string, [FindByIds, status: number, body: unknown]> = {
  throws: [() => fail(), 500, CLEAN_500],
  rejects: [async () => fail(), 500, CLEAN_500],
  'rejects with no error': [async () => Promise.reject('secret of the host'), 500, CLEAN_500],
  hangs: [() => new Promise(() => {}), 503, CLEAN_503],
  'answers too late': [() => new Promise((resolve) => setTimeout(resolve, 80, [bob])), 503, CLEAN_503],
  'returns undefined': [async () => undefined, 500, CLEAN_500],
  'returns no promise': [() => [bob], 200, [bobRecord]],
  'returns an object': [async () => ({ 2: bob }), 500, CLEAN_500],
  'returns holes and junk': [async () => [undefined, null, 7, 'Bob', [], {}, bob], 200, [bobRecord]],
  'returns the same user twice': [async () => [bob, { ...bob, name: 'Eve' }], 200, [bobRecord]],
  'returns strangers': [async () => [{ id: 3, name: 'Eve' }, bob], 200, [bobRecord]],
  'returns a million strangers': [async () => [...MILLION, bob], 200, [bobRecord]],
  'returns names of a megabyte': [async () => [{ id: 1, name: MEGABYTE }, bob], 200, [bobRecord]],
  'returns getters that throw': [
    async () => [
      {
        id: 1,
        get name() {
          return fail();
        },
      },
      bob,
    ],
    200,
    [bobRecord],
  ],
  'returns ids that are text': [async () => [{ id: '1', name: 'Ada' }, bob], 200, [bobRecord]],
  'returns wrong types everywhere': [
    async () => [
      {
        ...bob,
        avatarUrl: 7,
        profileUrl: {},
        lastLoginAt: 'now',
        badge: [],
        role: 'root',
        permissions: 7,
        profiles: 'x',
      },
    ],
    200,
    [{ ...bobRecord, permissions: {}, profiles: {} }],
  ],
};
const MILLION = Array.from({ length: 1_000_000 }, (_, index) => ({ id: index + 10, name: 'x' }));
const MEGABYTE = 'x'.repeat(2 ** 20);

function fail(): never {
  throw new Error('secret of the host');
}

afterEach(() => vi.restoreAllMocks());

describe.each(ADAPTERS)('a provider that misbehaves, on %s', (adapter) => {
  it('gives the caller a clean answer and the log one line', async () => {
    const lines: string[] = [];
    for (const level of ['warn', 'error'] as const) {
      vi.spyOn(Logger.prototype, level).mockImplementation(
        (message: unknown) => void lines.push(String(message)),
      );
    }
    let behaviour: FindByIds = async () => [];
    const provider = { findByIds: (ids) => behaviour(ids) as Promise<ChatUser[]> } as UserProvider;
    const module = ChatIntegrationModule.forRoot({
      imbachat: IMBACHAT,
      chatbro: CHATBRO,
      userProvider: { useFactory: () => provider },
      visitorResolver: { useFactory: () => ({ resolve: () => 2 }) },
      endpoints: { widgets: 'chat/widgets' },
      userProviderTimeoutMs: 40,
    });
    const app = await startHost({ adapter, imports: [module] });
    await app.listen(0, '127.0.0.1');
    const client = new KeepAliveClient(Number(new URL(await app.getUrl()).port), { connections: 32 });
    const unhandled: unknown[] = [];
    const onUnhandled = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', onUnhandled);

    let calls = 0;
    for (const [name, [misbehave, status, body]] of Object.entries(MISBEHAVIOURS)) {
      behaviour = misbehave;
      const times = name.includes('million') ? 2 : casesOf(500);
      const ask = async () => {
        const headers = { Authorization: CHAT_SERVER };
        const answer = await client.ask({ path: '/imbachat/api/v1/users/1,2', headers });
        expect({ name, status: answer.status, body: JSON.parse(answer.text) as unknown }).toEqual({
          name,
          status,
          body,
        });
      };
      const before = lines.length;
      await ask();
      expect(lines.length - before, name).toBeLessThanOrEqual(1);
      await inParallel(times, 16, ask);
      calls += times + 1;
      const page = await client.ask({ path: '/chat/widgets' });
      calls++;
      expect([200, 500, 503]).toContain(page.status);
      expect(page.text).not.toContain('secret of the host');
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
    process.off('unhandledRejection', onUnhandled);
    client.close();
    await app.close();

    expect(unhandled).toEqual([]);
    expect(lines.some((line) => line.includes(MEGABYTE))).toBe(false);
    record({
      id: `6.${ADAPTERS.indexOf(adapter) + 1}`,
      claim: `A provider that misbehaves on ${adapter} gives the caller a clean answer, and no late one`,
      measured: `${Object.keys(MISBEHAVIOURS).length} ways to misbehave, ${calls.toLocaleString('en')} calls`,
      result: 'every answer as it should be, nothing unhandled, at most one line of log a call',
    });
  });
});
