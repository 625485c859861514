import { Logger } from '@nestjs/common';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ChatIntegrationModule } from 'nestjs-chat-integration';
import { CHAT_SERVER, EverybodyUserProvider, IMBACHAT } from '../test/support/fixtures.js';
import { ADAPTERS, basic, startHost } from '../test/support/host.js';
import { inParallel } from './support/in-parallel.js';
import { KeepAliveClient } from './support/keep-alive-client.js';
import { record } from './support/record.js';
import { casesOf } from './support/scale.js';

afterEach(() => vi.restoreAllMocks());

describe.each(ADAPTERS)('brute force on %s', (adapter) => {
  it('gets a hundred guesses a minute, and locks nobody else out', async () => {
    const warn = vi.spyOn(Logger.prototype, 'warn').mockReturnValue();
    const module = ChatIntegrationModule.forRoot({ imbachat: IMBACHAT, userProvider: EverybodyUserProvider });
    const app = await startHost({ adapter, trustProxy: true, imports: [module] });
    await app.listen(0, '127.0.0.1');
    const client = new KeepAliveClient(Number(new URL(await app.getUrl()).port), { connections: 32 });
    const ask = async (address: string, authorization: string) => {
      const headers = { Authorization: authorization, 'X-Forwarded-For': address };
      return (await client.ask({ path: '/imbachat/api/v1/users/1', headers })).status;
    };

    const guesses = casesOf(50_000);
    const counts = new Map<number, number>();
    let served = 0;
    await inParallel(guesses, 16, async (index) => {
      const status = await ask('192.0.2.66', basic('Chat-Server', `guess ${index}`));
      counts.set(status, (counts.get(status) ?? 0) + 1);
      if (index % 50 === 0 && (await ask('192.0.2.1', CHAT_SERVER)) === 200) served++;
    });
    client.close();
    await app.close();

    // Those already on their way when the hundredth fails are still looked at.
    const looked = counts.get(401) ?? 0;
    const minutes = Math.ceil(looked / (100 + 16));
    expect(counts.get(429)).toBe(guesses - looked);
    expect(minutes).toBeLessThanOrEqual(3);
    expect(served).toBe(Math.ceil(guesses / 50));
    const lines = warn.mock.calls.length;
    expect(lines).toBeLessThanOrEqual(2 * minutes);
    record({
      id: `5.${ADAPTERS.indexOf(adapter) + 1}`,
      claim: `Guessing credentials on ${adapter} is limited by client, and said once`,
      measured: `${guesses.toLocaleString('en')} guesses of one client, ${served.toLocaleString('en')} calls of the chat server between them`,
      result: `${looked} guesses looked at, the rest 429; the chat server always served; ${lines} lines of log`,
    });
  });
});
