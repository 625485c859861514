import { afterEach, describe, expect, it, vi } from 'vitest';
import { InvalidOptionsError } from 'nestjs-chat-integration/protocol';
import { ChatSandboxInProductionError } from './chat-sandbox.errors.js';
import { type ChatSandboxOptions, resolveChatSandboxOptions } from './chat-sandbox.options.js';

const IMBACHAT = {
  widgetId: 276,
  apiLogin: 'chat',
  apiPassword: 'the-password-of-the-api',
  secretKey: 'the-imbachat-secret-key',
};
const CHATBRO = { siteDomain: 'localhost', secretKey: 'the-chatbro-secret-key' };

function problemsOf(options: unknown): Record<string, string> {
  try {
    resolveChatSandboxOptions(options as ChatSandboxOptions);
  } catch (error) {
    if (!(error instanceof InvalidOptionsError)) throw error;
    return Object.fromEntries(error.problems.map(({ path, message }) => [path, message]));
  }
  return {};
}

describe('resolveChatSandboxOptions', () => {
  afterEach(() => void vi.unstubAllEnvs());

  it('fills in the default, and logs no secret', () => {
    const resolved = resolveChatSandboxOptions({ imbachat: IMBACHAT, chatbro: CHATBRO });
    expect(resolved.imbachat).toMatchObject({ widgetId: 276, usersInfoUrl: '/imbachat/api/v1/users/' });
    expect(resolved.chatbro).toMatchObject({ siteDomain: 'localhost' });
    const text = JSON.stringify(resolved);
    for (const secret of [IMBACHAT.apiPassword, IMBACHAT.secretKey, CHATBRO.secretKey])
      expect(text).not.toContain(secret);
  });

  it.each([[{ imbachat: IMBACHAT }], [{ chatbro: CHATBRO }], [{ imbachat: IMBACHAT, chatbro: undefined }]])(
    'accepts a single vendor: %j',
    (options) => expect(problemsOf(options)).toStrictEqual({}),
  );

  it.each([
    [null, 'options'],
    [[], 'options'],
    [{}, 'imbachat'],
    [{ imbachat: 'x' }, 'imbachat'],
    [{ imbachat: IMBACHAT, path: '/x' }, 'path'],
    [{ imbachat: { ...IMBACHAT, widgetId: '0x1' } }, 'imbachat.widgetId'],
    [{ imbachat: { ...IMBACHAT, apiLogin: 'a:b' } }, 'imbachat.apiLogin'],
    [{ imbachat: { ...IMBACHAT, apiPassword: '' } }, 'imbachat.apiPassword'],
    [{ imbachat: { ...IMBACHAT, secretKey: 'too-short' } }, 'imbachat.secretKey'],
    [{ imbachat: { ...IMBACHAT, secretKey: [IMBACHAT.secretKey] } }, 'imbachat.secretKey'],
    [{ imbachat: { ...IMBACHAT, baseUrl: '/x' } }, 'imbachat.baseUrl'],
    [{ chatbro: { ...CHATBRO, siteDomain: 'http://localhost' } }, 'chatbro.siteDomain'],
    [{ chatbro: { ...CHATBRO, secretKey: undefined } }, 'chatbro.secretKey'],
    [{ chatbro: { ...CHATBRO, chatId: '9czk' } }, 'chatbro.chatId'],
  ])('refuses %j at %s', (options, path) => {
    const problems = problemsOf(options);
    expect(Object.keys(problems)).toStrictEqual([path]);
    expect(problems[path]).not.toContain('too-short');
  });

  it.each(['/users?ids=', '/u', 'http://localhost:3000/users/', 'https://site.example/users?user_ids='])(
    'accepts the Users info URL %s',
    (usersInfoUrl) => expect(problemsOf({ imbachat: { ...IMBACHAT, usersInfoUrl } })).toStrictEqual({}),
  );

  it.each([
    '',
    'users/',
    '//site.example/',
    'ftp://site.example/',
    'http://a:b@site.example/',
    '/a b',
    '/a#',
    7,
  ])('refuses the Users info URL %j', (usersInfoUrl) => {
    const problems = problemsOf({ imbachat: { ...IMBACHAT, usersInfoUrl } });
    expect(Object.keys(problems)).toStrictEqual(['imbachat.usersInfoUrl']);
  });

  it.each(['production', 'Production ', 'prod'])('throws in %s, for any options', (environment) => {
    vi.stubEnv('NODE_ENV', environment);
    for (const options of [{ imbachat: IMBACHAT }, {}]) {
      expect(() => resolveChatSandboxOptions(options)).toThrow(ChatSandboxInProductionError);
    }
    expect(new ChatSandboxInProductionError()).toMatchObject({ code: 'ERR_CHAT_SANDBOX_IN_PRODUCTION' });
  });
});
