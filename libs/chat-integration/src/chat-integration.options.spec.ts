import { inspect } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { chatBro, imbaChat, thrownBy } from '../../../test/support/options.js';
import { InvalidOptionsError } from './chat-integration.errors.js';
import { resolveOptions, type ChatIntegrationModuleOptions } from './chat-integration.options.js';

const silent = (): void => {};
const resolve = (options: unknown) => resolveOptions(options as ChatIntegrationModuleOptions, silent);

function problems(options: unknown): InvalidOptionsError['problems'] {
  const error = thrownBy(() => resolve(options));
  expect(error).toBeInstanceOf(InvalidOptionsError);
  return (error as InvalidOptionsError).problems;
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('resolveOptions', () => {
  it('resolves both vendors, or one', () => {
    const both = resolve({ imbachat: imbaChat(), chatbro: chatBro() });
    expect(both).toMatchObject({ imbachat: { widgetId: '276' }, chatbro: { chatId: '9czk' } });
    expect(Object.isFrozen(both)).toBe(true);
    expect(resolve({ imbachat: imbaChat() }).chatbro).toBeNull();
    expect(resolve({ chatbro: chatBro(), imbachat: undefined }).imbachat).toBeNull();
  });

  it.each([{}, { imbachat: undefined, chatbro: undefined }])(
    'asks for a vendor when it gets %o',
    (options) => {
      expect(problems(options)).toEqual([
        {
          path: 'imbachat',
          message: expect.stringMatching(/^expected .* got neither\. Configure at least one/),
        },
      ]);
    },
  );

  it.each([undefined, null, 'text', []])('refuses %o, which is no object', (options) => {
    expect(problems(options)).toEqual([
      { path: 'options', message: expect.stringMatching(/^expected an object of options/) },
    ]);
  });

  it.each([
    ['imbachat', null],
    ['imbachat', true],
    ['chatbro', null],
    ['chatbro', '9czk'],
  ])('refuses options of %s that are %o', (vendor, options) => {
    expect(problems({ [vendor]: options })).toEqual([
      {
        path: vendor,
        message: expect.stringMatching(/^expected an object of (ImbaChat|ChatBro) options, got /),
      },
    ]);
  });

  it.each([0, 1.5, '5000', 60_001, Number.NaN])('refuses a deadline of %o', (userProviderTimeoutMs) => {
    expect(problems({ chatbro: chatBro(), userProviderTimeoutMs })).toEqual([
      {
        path: 'userProviderTimeoutMs',
        message: expect.stringContaining('milliseconds from 1 to 60000, got '),
      },
    ]);
  });

  it('refuses an option that there is not, at every level', () => {
    const options = {
      imbachat: { ...imbaChat(), secret: 1 },
      chatbro: { ...chatBro(), signing: { strict: true } },
      isGlobal: true,
    };
    expect(problems(options).map(({ path }) => path)).toEqual([
      'isGlobal',
      'imbachat.secret',
      'chatbro.signing.strict',
    ]);
    for (const { message } of problems(options)) expect(message).toMatch(/there is no such option\. Check/);
  });

  it('names all problems of both vendors in one error, a line each', () => {
    const options = { imbachat: imbaChat({ maxIds: 0, widgetId: '' }), chatbro: chatBro({ chatId: '' }) };
    const { message, code } = thrownBy(() => resolve(options)) as InvalidOptionsError;
    expect(code).toBe('ERR_CHAT_OPTIONS_INVALID');
    expect(message.split('\n')).toEqual([
      'ChatIntegrationModule cannot start with these options:',
      expect.stringMatching(/^ {2}- imbachat\.widgetId: expected .* dashboard\.$/),
      expect.stringMatching(/^ {2}- imbachat\.maxIds: expected an integer from 1 to 10000, got 0\. /),
      expect.stringMatching(/^ {2}- chatbro\.chatId: expected .*, got ""\. Copy /),
    ]);
  });

  it('warns of a short secret key, and of nothing when the options are wrong', () => {
    const warn = vi.fn<(message: string) => void>();
    resolveOptions({ imbachat: imbaChat({ secretKey: 'x'.repeat(23) }) }, warn);
    expect(warn).toHaveBeenCalledExactlyOnceWith(
      expect.stringMatching(/^imbachat\.secretKey is shorter than 32/),
    );
    warn.mockClear();
    thrownBy(() => resolveOptions({ imbachat: imbaChat({ secretKey: 'x'.repeat(23), maxIds: 0 }) }, warn));
    resolveOptions({ imbachat: imbaChat() }, warn);
    expect(warn).not.toHaveBeenCalled();
  });

  describe('shows no secret', () => {
    // Every secret is long enough to be found, and wrong in a way of its own.
    const secrets = {
      login: 'LEAK-login:with-colon',
      password: 'LEAK-password-with\u0000control',
      short: 'LEAK-short',
      sample: 'change-me-LEAK-sample-secret',
    };
    const attempts: unknown[] = [
      { imbachat: imbaChat({ apiLogin: secrets.login }) },
      { imbachat: imbaChat({ apiPassword: secrets.password }) },
      { imbachat: imbaChat({ secretKey: secrets.short }) },
      { imbachat: imbaChat({ secretKey: [secrets.sample, secrets.short] }) },
      { imbachat: imbaChat({ secretKey: { key: secrets.sample } as never }) },
      { imbachat: imbaChat({ secretKey: secrets.sample, apiPassword: secrets.sample }) },
      {
        imbachat: imbaChat({
          additionalCredentials: [{ apiLogin: secrets.login, apiPassword: secrets.password }],
        }),
      },
      { imbachat: imbaChat({ additionalCredentials: [{ apiLogin: 'a', apiPassword: secrets.sample }] }) },
      { imbachat: imbaChat({ additionalCredentials: secrets.login as never }) },
      { imbachat: { ...imbaChat({ apiPassword: secrets.sample }), apipassword: secrets.sample } },
      { chatbro: chatBro({ secretKey: secrets.short }) },
      { chatbro: chatBro({ secretKey: secrets.sample }) },
      { chatbro: chatBro({ secretKey: [secrets.sample] as never }) },
      { chatbro: { ...chatBro(), secret: secrets.sample } },
      { chatbro: chatBro(), secretKey: secrets.sample },
    ];

    it.each(attempts)('in the error about attempt %$', (options) => {
      vi.stubEnv('NODE_ENV', 'production');
      const error = thrownBy(() => resolve(options)) as InvalidOptionsError;
      expect(error).toBeInstanceOf(InvalidOptionsError);
      const shown = [error.message, error.stack, JSON.stringify(error)];
      expect([...shown, inspect(error, { depth: null, showHidden: true })].join('\n')).not.toContain('LEAK');
    });

    it('in the resolved options', () => {
      const resolved = resolve({
        imbachat: imbaChat({
          apiLogin: 'LEAK-login',
          apiPassword: 'LEAK-password',
          secretKey: ['LEAK-key-of-more-than-16-bytes', 'LEAK-other-key-of-more-than-16-bytes'],
          additionalCredentials: [{ apiLogin: 'LEAK-two', apiPassword: 'LEAK-two' }],
        }),
        chatbro: chatBro({ secretKey: 'LEAK-key-of-more-than-16-bytes' }),
      });
      const shown = inspect(resolved, { depth: null, showHidden: true }) + JSON.stringify(resolved);
      expect(shown).not.toContain('LEAK');
    });
  });
});
