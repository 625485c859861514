import { inspect } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { chatBro, imbaChat, thrownBy } from '../../../test/support/options.js';
import { InvalidOptionsError } from './chat-integration.errors.js';
import { resolveOptions, type ChatIntegrationModuleOptions } from './chat-integration.options.js';

const ignore = (): void => {};
const resolve = (options: unknown) => resolveOptions(options as ChatIntegrationModuleOptions, ignore);

const widget = (name: string) => ({ name, csp: {}, params: () => ({}), start: () => undefined });

function problems(options: unknown): InvalidOptionsError['problems'] {
  const error = thrownBy(() => resolve(options));
  expect(error).toBeInstanceOf(InvalidOptionsError);
  return (error as InvalidOptionsError).problems;
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('resolveOptions', () => {
  it('resolves both vendors, one of them, or only widgets', () => {
    expect(resolve({ imbachat: imbaChat(), chatbro: chatBro() })).toMatchObject({
      imbachat: { widgetId: 276 },
      chatbro: { chatId: '9czk' },
    });
    expect(resolve({ imbachat: imbaChat() })).toHaveProperty('chatbro', null);
    expect(resolve({ chatbro: chatBro(), imbachat: undefined })).toHaveProperty('imbachat', null);
    const crisp = widget('crisp');
    expect(resolve({ widgets: [crisp] })).toMatchObject({ imbachat: null, chatbro: null, widgets: [crisp] });
  });

  it('fills in the documented defaults', () => {
    expect(resolve({ chatbro: chatBro() })).toMatchObject({
      widgets: [],
      siteUrl: null,
      providerLimits: { timeoutMs: 5_000, concurrency: 1_000 },
      pageLimits: { timeoutMs: 2_000, onError: 'omit' },
    });
  });

  it.each([{}, { imbachat: undefined, chatbro: undefined }, { widgets: [] }])(
    'requires a vendor or a widget: %o',
    (options) => {
      expect(problems(options)).toEqual([
        {
          path: 'imbachat',
          message: 'expected imbachat, chatbro or a widget but got none. Fix: configure at least one.',
        },
      ]);
    },
  );

  it.each([undefined, null, 'text', []])('refuses %o instead of options', (options) => {
    expect(problems(options)).toEqual([
      { path: 'options', message: expect.stringMatching(/^expected an object of options but got /) },
    ]);
  });

  it.each([
    ['imbachat', null],
    ['imbachat', true],
    ['chatbro', null],
    ['chatbro', '9czk'],
  ])('refuses %s with the value %o, even if the other vendor is configured', (vendor, options) => {
    expect(problems({ imbachat: imbaChat(), chatbro: chatBro(), [vendor]: options })).toEqual([
      {
        path: vendor,
        message: expect.stringMatching(
          /^expected an object of (ImbaChat|ChatBro) options but got .*\. Fix: leave it out if you do not use /,
        ),
      },
    ]);
  });

  it.each([
    ['a value that is not an array', widget('crisp')],
    ['a value that is not a widget', [{ name: 'crisp' }]],
    ['a function instead of what it returns', [function crisp() {}]],
    ['two widgets with one name', [widget('crisp'), widget('crisp')]],
    ['a widget named imbachat', [widget('imbachat')]],
    ['a widget named chatbro', [widget('chatbro')]],
    ['null', null],
  ])('refuses as widgets %s', (_, widgets) => {
    expect(problems({ chatbro: chatBro(), widgets })).toEqual([
      {
        path: 'widgets',
        message: expect.stringMatching(
          /^expected an array of widgets.* but got an? .*\. Fix: |got null\. Fix: /,
        ),
      },
    ]);
  });

  it('refuses a start function whose text does not work on its own, with the reason', () => {
    const crisp = { ...widget('crisp'), start: '(params) => __name(params)' };
    expect(problems({ widgets: [crisp] })).toEqual([
      {
        path: 'widgets.crisp.start',
        message: expect.stringMatching(
          /^expected a function whose text .* but got one that uses __name.* Fix: /,
        ),
      },
    ]);
  });

  it('accepts display rules by the name of a widget', () => {
    const display = { imbachat: { only: ['/forum/*'] }, crisp: false };
    const options = { chatbro: chatBro(), widgets: [widget('crisp')], display };
    expect(resolve(options)).toMatchObject({ display });
    expect(resolve({ chatbro: chatBro() })).toMatchObject({ display: true });
  });

  it.each([
    [
      'siteUrl',
      ['', '/', 'example.com', 'ftp://example.com', 5, null],
      'expected an absolute https: or http: URL ',
    ],
    [
      'display',
      [null, '/forum', { guest: false }, { crisp: false }, { only: ['forum'] }],
      'expected true, false, ',
    ],
    ['onError', ['', 'ignore', true, null], "expected 'omit' or 'throw' but got "],
    [
      'userProviderTimeoutMs',
      [0, 1.5, '5000', 60_001, Number.NaN, null],
      'expected an integer number of milliseconds from 1 to 60000 but got ',
    ],
  ])('refuses other values of %s', (option, values, message) => {
    for (const value of values) {
      expect(problems({ chatbro: chatBro(), [option]: value })).toEqual([
        { path: option, message: expect.stringContaining(message) },
      ]);
    }
  });

  it('refuses unknown options at every level', () => {
    const options = {
      imbachat: { ...imbaChat(), secret: 1 },
      chatbro: { ...chatBro(), signing: { strict: true } },
      isGlobal: true,
    };
    expect(problems(options)).toEqual(
      ['isGlobal', 'imbachat.secret', 'chatbro.signing.strict'].map((path) => ({
        path,
        message: 'is not an option. Fix: check its spelling, or remove it.',
      })),
    );
  });

  it('reports all problems of both vendors in one error, a line each', () => {
    const options = { imbachat: imbaChat({ maxIds: 0, widgetId: '' }), chatbro: chatBro({ chatId: '' }) };
    const { message, code } = thrownBy(() => resolve(options)) as InvalidOptionsError;
    expect(code).toBe('ERR_CHAT_OPTIONS_INVALID');
    expect(message.split('\n')).toEqual([
      'ChatIntegrationModule cannot use these options:',
      expect.stringMatching(/^ {2}- imbachat\.widgetId: expected .* dashboard\.$/),
      expect.stringMatching(/^ {2}- imbachat\.maxIds: expected an integer from 1 to 10000 but got 0\. Fix: /),
      expect.stringMatching(/^ {2}- chatbro\.chatId: expected .* but got ""\. Fix: copy /),
    ]);
  });

  it('warns of a short secret key, but not if the options cannot be used', () => {
    const warn = vi.fn<(message: string) => void>();
    resolveOptions({ imbachat: imbaChat({ secretKey: 'a-key-of-23-characters-' }) }, warn);
    expect(warn).toHaveBeenCalledExactlyOnceWith(
      expect.stringMatching(/^imbachat\.secretKey is shorter than 32/),
    );
    warn.mockClear();
    thrownBy(() =>
      resolveOptions({ imbachat: imbaChat({ secretKey: 'a-key-of-23-characters-', maxIds: 0 }) }, warn),
    );
    resolveOptions({ imbachat: imbaChat() }, warn);
    expect(warn).not.toHaveBeenCalled();
  });

  it('warns of sample secrets of both vendors', () => {
    const warn = vi.fn<(message: string) => void>();
    const secretKey = 'change-me-to-a-secret-of-32-bytes-or-more';
    resolveOptions({ imbachat: imbaChat({ secretKey }), chatbro: chatBro({ secretKey }) }, warn);
    expect(warn.mock.calls.flat()).toEqual([
      expect.stringMatching(/^imbachat\.secretKey is a published sample/),
      expect.stringMatching(/^chatbro\.secretKey is a published sample/),
    ]);
  });

  describe('does not show a secret', () => {
    // Each secret is long enough to be found, and unusable in its own way.
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
      { imbachat: imbaChat({ apiLogin: `${secrets.short}\n`, apiPassword: `"${secrets.short}"` }) },
      { imbachat: imbaChat({ secretKey: [`${secrets.sample} `] }) },
      { chatbro: chatBro({ secretKey: `\uFEFF${secrets.sample}` }) },
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

    it.each(attempts)('in the error of attempt %$', (options) => {
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
      const shown = inspect(resolved, { depth: null }) + JSON.stringify(resolved);
      expect(shown).toContain('9czk');
      expect(shown).not.toContain('LEAK');
    });
  });
});
