import { describe, expect, it } from 'vitest';
import { type ChatBroTextField, InvalidIdentityError } from './identity.js';
import { assertStrictIdentity } from './strict-identity.js';

const check = (field: ChatBroTextField, text: string) => () => assertStrictIdentity({ [field]: text });

const FITTING: [ChatBroTextField, string[]][] = [
  ['siteUserExternalId', ['1', '042', 'user-1', 'a@b', '6f1c1f0e-2f7e-4d53-9b0e-2f8c7d0d9a11', 'юзер']],
  [
    'siteUserFullName',
    ['Ada', "Conan O'Brien", 'Иван Петров', '李小龍', 'שלום', 'a & "b"', '👩‍👩‍👧', ' x ', 'e\u0301', 'Ada\u200d'],
  ],
  [
    'siteUserAvatarUrl',
    [
      'https://example.com/1.png',
      'HTTP://EXAMPLE.COM/1.PNG',
      '//sso.chatbro.com/images/johnny_depp.jpg',
      '/images/1.png?a=b&c=d#e',
      '/',
      'https://example.com/ü/李',
    ],
  ],
  ['siteUserProfileUrl', ['https://example.com/1', '//sso.chatbro.com/profile/653', '/members/1']],
  [
    'siteUserFullNameColor',
    [
      'grey',
      '#d81',
      '#d818',
      '#d81818',
      '#D81818d9',
      'rgb(1, 2, 3)',
      'rgba(1,2,3,.5)',
      'hsl(120deg 10% 5% / 0.5)',
    ],
  ],
];

const UNSAFE = ['\u0000', '\t', '\n', '\u007f', '\u0085', '\u2028', '\u202e', '\u202a', '\u2066', '\u2069'];
const BAD_URLS = [
  'javascript:alert(1)',
  'data:image/png;base64,x',
  'ftp://example.com/',
  'example.com/1.png',
  'images/1.png',
  'https:/example.com',
  'https:example.com',
  '//',
  '///example.com',
  'https://',
  String.raw`/\example.com`,
  String.raw`https://example.com\1`,
  ' https://example.com/',
  'https://example.com/a b',
  'https://example.com/"onerror=',
  "/x'onerror=",
  '/<script>',
  '/`',
  ...UNSAFE.map((character) => `https://example.com/${character}`),
  ...UNSAFE.map((character) => `/${character}`),
];

const UNFITTING: [ChatBroTextField, string[]][] = [
  ['siteUserExternalId', ['a b', ' 1', '1\n', '<1>', '1\u0000', '1\u200b', '1\u202e']],
  [
    'siteUserFullName',
    [
      ' ',
      '\u00a0',
      '<b>Ada</b>',
      'Ada <3',
      '</script>',
      'a>b',
      ...UNSAFE.map((character) => `Ada${character}x`),
    ],
  ],
  ['siteUserAvatarUrl', BAD_URLS],
  ['siteUserProfileUrl', BAD_URLS],
  [
    'siteUserFullNameColor',
    [
      '#',
      '#12',
      '#12345',
      '#1234567',
      '#gggggg',
      'red;',
      'red blue',
      'url(x)',
      'rgb(1;2)',
      'var(--x)',
      'red\n',
      '12',
    ],
  ],
];

describe('assertStrictIdentity', () => {
  it.each(FITTING)('accepts safe text in %s', (field, texts) => {
    for (const text of texts) expect(check(field, text), text).not.toThrow();
  });

  it.each(UNFITTING)('refuses unsafe text in %s', (field, texts) => {
    for (const text of texts) {
      expect(check(field, text), JSON.stringify(text)).toThrow(InvalidIdentityError);
      expect(check(field, text)).toThrow(expect.objectContaining({ field }));
    }
  });

  it('describes the expected and the given text, which is shortened to one line, and the fix', () => {
    const message = expect.stringMatching(
      /^siteUserFullName: expected a name without <, >.* but got "Ada\\n<x{55}…"\. Fix: .*chatbro\.userName\.$/,
    );
    expect(check('siteUserFullName', `Ada\n<${'x'.repeat(900)}`)).toThrow(
      expect.objectContaining({ message }),
    );
  });

  it('says how to encode a quote, which encodeURIComponent() does not encode', () => {
    const url = (name: string) => `https://example.com/members/${name}`;
    const message = expect.stringMatching(/ Fix: .*, so write %27\.$/);
    expect(check('siteUserProfileUrl', url(encodeURIComponent("o'connor")))).toThrow(
      expect.objectContaining({ message }),
    );
    expect(check('siteUserProfileUrl', url('o%27connor'))).not.toThrow();
  });

  it('refuses long texts with more than 30 marks on one letter', () => {
    const marks = (count: number) => `/${'x'.repeat(500)}${'\u0301'.repeat(count)}`;
    for (const field of ['siteUserFullName', 'siteUserAvatarUrl', 'siteUserProfileUrl'] as const) {
      expect(check(field, marks(30))).not.toThrow();
      expect(check(field, marks(31))).toThrow(InvalidIdentityError);
    }
  });

  it('accepts a guest', () => {
    expect(() => assertStrictIdentity({})).not.toThrow();
  });

  it.each<[ChatBroTextField, string]>([
    ['siteUserExternalId', 'x'.repeat(513)],
    ['siteUserFullName', 'x'.repeat(1_001)],
    ['siteUserAvatarUrl', `/${'x'.repeat(2_048)}`],
    ['siteUserFullNameColor', 'x'.repeat(65)],
  ])('refuses a %s that is too long', (field, text) => {
    expect(check(field, text)).toThrow(/at most \d+ characters/);
    expect(check(field, text.slice(0, -1))).not.toThrow();
  });
});
