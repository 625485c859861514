import { Logger } from '@nestjs/common';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ChatIntegrationModule, type ChatUser, type UserProvider } from 'nestjs-chat-integration';
import { CHAT_SERVER, CHATBRO, IMBACHAT } from '../test/support/fixtures.js';
import { ADAPTERS, startHost } from '../test/support/host.js';
import { inParallel } from './support/in-parallel.js';
import { KeepAliveClient } from './support/keep-alive-client.js';
import { record } from './support/record.js';
import { caseCount } from './support/scale.js';

type FindByIds = (ids: readonly number[]) => unknown;

const bob = { id: 2, name: 'Bob' };
const bobRecord = { user_id: 2, name: 'Bob', avatar_url: false };
const CLEAN_500 = { code: 500, version: 1, error: 'Internal server error', debug: '' };
const CLEAN_503 = { code: 503, version: 1, error: 'Service unavailable', debug: '' };

/** Faulty implementations of `findByIds` for the users 1 and 2, with the expected responses to the chat server. */
const FAULTS: Record<string, [FindByIds, status: number, body: unknown]> = {
  throws: [() => fail(), 503, CLEAN_503],
  rejects: [async () => fail(), 503, CLEAN_503],
  'rejects with a string': [async () => Promise.reject('secret of the host'), 503, CLEAN_503],
  hangs: [() => new Promise(() => {}), 503, CLEAN_503],
  'resolves too late': [() => new Promise((resolve) => setTimeout(resolve, 80, [bob])), 503, CLEAN_503],
  'returns undefined': [async () => undefined, 500, CLEAN_500],
  'returns no promise': [() => [bob], 200, [bobRecord]],
  'returns an object': [async () => ({ 2: bob }), 500, CLEAN_500],
  'returns invalid users': [async () => [undefined, null, 7, 'Bob', [], {}, bob], 200, [bobRecord]],
  'returns the same user twice': [async () => [bob, { ...bob, name: 'Eve' }], 200, [bobRecord]],
  'returns other users': [async () => [{ id: 3, name: 'Eve' }, bob], 200, [bobRecord]],
  'returns a million other users': [async () => [...MILLION, bob], 200, [bobRecord]],
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
  'returns ids that are strings': [
    async () => [{ id: '1', name: 'Ada' }, bob],
    200,
    [{ user_id: 1, name: 'Ada', avatar_url: false }, bobRecord],
  ],
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
    [bobRecord],
  ],
};
const MILLION = Array.from({ length: 1_000_000 }, (_, index) => ({ id: index + 10, name: 'x' }));
const MEGABYTE = 'x'.repeat(2 ** 20);

function fail(): never {
  throw new Error('secret of the host');
}

afterEach(() => vi.restoreAllMocks());

describe.each(ADAPTERS)('a faulty provider on %s', (adapter) => {
  it('results in a clean response and a single log line', async () => {
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
    for (const [name, [findByIds, status, body]] of Object.entries(FAULTS)) {
      behaviour = findByIds;
      const times = name.includes('million') ? 2 : caseCount(500);
      const requestUsers = async () => {
        const headers = { Authorization: CHAT_SERVER };
        const response = await client.send({ path: '/imbachat/api/v1/users/1,2', headers });
        expect({ name, status: response.status, body: JSON.parse(response.text) as unknown }).toEqual({
          name,
          status,
          body,
        });
      };
      const before = lines.length;
      await requestUsers();
      expect(lines.length - before, name).toBeLessThanOrEqual(1);
      await inParallel(times, 16, requestUsers);
      calls += times + 1;
      const page = await client.send({ path: '/chat/widgets' });
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
      claim: `A faulty provider on ${adapter} results in a clean and timely response`,
      measured: `${Object.keys(FAULTS).length} kinds of faults, ${calls.toLocaleString('en')} requests`,
      result: 'all responses as expected, no unhandled rejections, at most one log line per request',
    });
  });
});
