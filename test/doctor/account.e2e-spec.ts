import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CHATBRO_ACCOUNT, ChatBroStandIn, error } from '../vendors/chatbro-stand-in.js';
import { parseReport, runDoctor } from './run-doctor.js';

const vendor = new ChatBroStandIn();

beforeAll(() => vendor.start());
afterAll(() => vendor.stop());
beforeEach(() => {
  vendor.forget();
  vendor.chats.clear();
});

const ENVIRONMENT = {
  CHATBRO_ACCOUNT_ID: CHATBRO_ACCOUNT.id,
  CHATBRO_ACCOUNT_SECRET: CHATBRO_ACCOUNT.secret,
  CHATBRO_PLATFORM: String(CHATBRO_ACCOUNT.platform),
};

async function run(env: Record<string, string> = {}, ...args: string[]) {
  const result = await runDoctor(['account', '--base-url', vendor.url, '--json', ...args], {
    ...ENVIRONMENT,
    ...env,
  });
  const output = result.stdout + result.stderr;
  const guids = [...vendor.chats.values()].map(({ guid }) => guid);
  for (const secret of [CHATBRO_ACCOUNT.secret, ...guids]) expect(output).not.toContain(secret);
  const { examined, checks } = parseReport(result);
  return { ...result, examined, statuses: checks.map(({ status }) => status), checks };
}

describe('doctor account', () => {
  it('passes for an account whose chat has the secret of the site, and leaves no token', async () => {
    const { id, guid } = vendor.addChat();
    const { exitCode, examined, statuses } = await run({ CHATBRO_CHAT_ID: id, CHATBRO_SECRET_KEY: guid });
    expect([exitCode, examined, statuses]).toEqual([0, 'account', ['passed', 'passed', 'passed']]);
    expect(vendor.accessTokens.size).toBe(0);
    expect(vendor.chats.size).toBe(1);
  });

  it('checks only the account if no chat is given', async () => {
    const { exitCode, statuses } = await run();
    expect([exitCode, statuses]).toEqual([0, ['passed', 'skipped', 'skipped']]);
  });

  it('finds another secret, and a chat of another account', async () => {
    const { id } = vendor.addChat();
    const other = await run({ CHATBRO_SECRET_KEY: 'the-secret-of-another-chat' }, '--chat-id', id);
    expect([other.exitCode, other.statuses]).toEqual([1, ['passed', 'passed', 'failed']]);
    const unknown = await run({}, '--chat-id', 'unknown');
    expect([unknown.exitCode, unknown.statuses]).toEqual([1, ['passed', 'failed', 'skipped']]);
    expect(unknown.checks[1]!.detail).toContain(id);
  });

  it('finds wrong credentials, and a server that fails', async () => {
    const wrong = await run({ CHATBRO_ACCOUNT_ID: 'nobody' });
    expect([wrong.exitCode, wrong.statuses]).toEqual([1, ['failed', 'skipped', 'skipped']]);
    expect(wrong.checks[0]!.detail).toContain('code 1005');
    for (const fault of [
      'close',
      'garbage',
      'redirect',
      'huge',
      error(500, 1, CHATBRO_ACCOUNT.secret),
    ] as const) {
      vendor.next('tokens/authorization/', fault);
      expect((await run()).statuses).toEqual(['failed', 'skipped', 'skipped']);
    }
  });

  it.each([
    [{ CHATBRO_ACCOUNT_SECRET: '' }, []],
    [{ CHATBRO_ACCOUNT_SECRET: 'a\r\nb' }, []],
    [{}, ['--base-url', 'http://site.example']],
    [{}, ['--base-url', '/path']],
    [{}, ['more']],
  ])('stops for unusable arguments: %j %j', async (env, args) => {
    const result = await runDoctor(['account', '--json', ...args], { ...ENVIRONMENT, ...env });
    expect([result.exitCode, parseReport(result).stopped?.code]).toEqual([2, 'ERR_CHAT_DOCTOR_USAGE']);
    expect(vendor.requests).toEqual([]);
  });
});
