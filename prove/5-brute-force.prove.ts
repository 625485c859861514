import { Logger } from '@nestjs/common';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ChatIntegrationModule } from 'nestjs-chat-integration';
import { CHAT_SERVER, EverybodyUserProvider, IMBACHAT } from '../test/support/fixtures.js';
import { ADAPTERS, basic, startHost } from '../test/support/host.js';
import { inParallel } from './support/in-parallel.js';
import { KeepAliveClient } from './support/keep-alive-client.js';
import { record } from './support/record.js';
import { caseCount } from './support/scale.js';

afterEach(() => vi.restoreAllMocks());

describe.each(ADAPTERS)('brute force on %s', (adapter) => {
  it('is limited to 100 guesses per minute without affecting other clients', async () => {
    const warn = vi.spyOn(Logger.prototype, 'warn').mockReturnValue();
    const module = ChatIntegrationModule.forRoot({ imbachat: IMBACHAT, userProvider: EverybodyUserProvider });
    const app = await startHost({ adapter, trustProxy: true, imports: [module] });
    await app.listen(0, '127.0.0.1');
    const client = new KeepAliveClient(Number(new URL(await app.getUrl()).port), { connections: 32 });
    const statusOf = async (address: string, authorization: string) => {
      const headers = { Authorization: authorization, 'X-Forwarded-For': address };
      return (await client.send({ path: '/imbachat/api/v1/users/1', headers })).status;
    };

    const guesses = caseCount(50_000);
    const counts = new Map<number, number>();
    let served = 0;
    await inParallel(guesses, 16, async (index) => {
      const status = await statusOf('192.0.2.66', basic('Chat-Server', `guess ${index}`));
      counts.set(status, (counts.get(status) ?? 0) + 1);
      if (index % 50 === 0 && (await statusOf('192.0.2.1', CHAT_SERVER)) === 200) served++;
    });
    client.close();
    await app.close();

    // Concurrent guesses may still be checked when the limit is reached.
    const checked = counts.get(401) ?? 0;
    const minutes = Math.ceil(checked / (100 + 16));
    expect(counts.get(429)).toBe(guesses - checked);
    expect(minutes).toBeLessThanOrEqual(3);
    expect(served).toBe(Math.ceil(guesses / 50));
    const lines = warn.mock.calls.length;
    expect(lines).toBeLessThanOrEqual(2 * minutes);
    record({
      id: `5.${ADAPTERS.indexOf(adapter) + 1}`,
      claim: `Brute-force attempts on ${adapter} are limited per client and logged only once`,
      measured: `${guesses.toLocaleString('en')} guesses of one client, with ${served.toLocaleString('en')} requests of the chat server in between`,
      result: `${checked} guesses checked, all others received 429; all requests of the chat server succeeded; ${lines} log lines`,
    });
  });
});
