// oxlint-disable unicorn/no-useless-spread -- keeps the lists of short texts in few lines
import { createHmac } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExpiredTokenError, InvalidTokenError, TokenService } from 'nestjs-chat-integration';
import { resolvedImbaChat } from '../test/support/options.js';
import { progressReporter } from './support/progress.js';
import { record } from './support/record.js';
import { caseCount } from './support/scale.js';

const NOW = 1_767_225_600;
const KEYS = ['the-first-secret-key-of-32-characters', 'der-zweite-schlüssel-von-32-zeichen'] as const;
const [KEY] = KEYS;
const service = new TokenService(resolvedImbaChat({ secretKey: KEYS, clock: () => NOW * 1000 }));

const HEADER = '{"alg":"HS256","typ":"JWT"}';
const CLAIMS = `{"exp":${NOW + 60},"user_id":42}`;

const base64url = (text: string | Uint8Array) => Buffer.from(text).toString('base64url');
const macOf = (signed: string, key: string | Uint8Array = KEY, digest = 'sha256') =>
  createHmac(digest, key).update(signed).digest('base64url');
/** Returns a token with two raw segments and their correct MAC. */
const withMac = (header: string, claims: string, key?: string | Uint8Array, digest?: string) =>
  `${header}.${claims}.${macOf(`${header}.${claims}`, key, digest)}`;
/** Returns a correctly signed token with this JSON. */
const signed = (header: string | Uint8Array, claims: string | Uint8Array = CLAIMS) =>
  withMac(base64url(header), base64url(claims));
const claiming = (members: string) => signed(HEADER, `{${members}}`);

type Verdict = 'valid' | 'invalid' | 'expired';

/** Verifies a token. Throws unexpected errors. */
function verdictOf(token: unknown): Verdict {
  try {
    service.verify(token as string);
    return 'valid';
  } catch (error) {
    if (error instanceof InvalidTokenError) return 'invalid';
    if (error instanceof ExpiredTokenError) return 'expired';
    throw error;
  }
}

const RIGHT = signed(HEADER);
const [H, C, M] = RIGHT.split('.') as [string, string, string];
const MAC_BYTES = Buffer.from(M, 'base64url');
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Sets the unused bits at the end of a base64url segment. Returns `null` if there are none. */
function withUnusedBits(segment: string): string | null {
  const free = { 2: 15, 3: 3 }[segment.length % 4];
  if (free === undefined) return null;
  return segment.slice(0, -1) + ALPHABET[ALPHABET.indexOf(segment.at(-1)!) | free]!;
}

const header = (alg: string) => `{"alg":${alg},"typ":"JWT"}`;
/** Tokens with claims of different lengths, some of which have unused bits. */
const WITH_UNUSED_BITS = [42, 420, 4200].flatMap((id) => {
  const claims = withUnusedBits(base64url(`{"exp":${NOW + 60},"user_id":${id}}`));
  return claims === null ? [] : [withMac(H, claims)];
});

const FAULTS: Readonly<Record<string, readonly unknown[]>> = {
  'another algorithm in the header': [
    ...[
      'HS384',
      'HS512',
      'RS256',
      'ES256',
      'PS256',
      'EdDSA',
      'HS1',
      'hs256',
      'HS256 ',
      ' HS256',
      'HS256\\u0000',
    ],
    ...['none', 'None', 'nOnE', 'NONE', '', 'dir', 'A128KW'],
  ].map((alg) => signed(header(`"${alg}"`))),
  'an algorithm that is not a string': [
    '1',
    '256',
    'null',
    'true',
    '[]',
    '["HS256"]',
    '{}',
    '{"HS256":1}',
    '["none"]',
  ].map((alg) => signed(header(alg))),
  'no algorithm': [
    signed('{"typ":"JWT"}'),
    signed('{}'),
    signed('{"typ":"JWT","Alg":"HS256"}'),
    signed('{"typ":"JWT","alg ":"HS256"}'),
  ],
  'the algorithm none': ['none', 'None', 'nOnE', 'NONE', ''].flatMap((alg) => {
    const start = `${base64url(header(`"${alg}"`))}.${C}`;
    return [start, `${start}.`, `${start}.${M}`, `${start}..`, `${start}.AA`];
  }),
  'the MAC of another hash': ['sha1', 'sha384', 'sha512', 'md5', 'sha3-256'].flatMap((digest) =>
    ['HS256', 'HS384', 'HS512'].map((alg) => withMac(base64url(header(`"${alg}"`)), C, KEY, digest)),
  ),
  'another type': ['"JWS"', '"jwt"', '""', 'null', '1', '["JWT"]', '"at+jwt"'].map((typ) =>
    signed(`{"alg":"HS256","typ":${typ}}`),
  ),
  'no type': [signed('{"alg":"HS256"}')],
  'an additional header member': [
    ...[
      '"crit":["exp"]',
      '"crit":[]',
      '"crit":["b64"],"b64":false',
      '"b64":false',
      '"b64":true',
      '"kid":"1"',
    ],
    ...[
      '"kid":"../../dev/null"',
      '"kid":"x\' OR 1=1 --"',
      '"jku":"https://evil.example/keys"',
      '"x5u":"https://evil.example"',
    ],
    ...[
      `"jwk":{"kty":"oct","k":"${base64url('evil')}"}`,
      '"x5c":["MII"]',
      '"x5t":"x"',
      '"cty":"JWT"',
      '"zip":"DEF"',
    ],
    ...['"enc":"A128GCM"', '"exp":1', '"__proto__":{"admin":true}', '"constructor":1', '"":""'],
  ].flatMap((member) => [
    signed(`{"alg":"HS256","typ":"JWT",${member}}`),
    signed(`{${member},"alg":"HS256","typ":"JWT"}`),
  ]),
  'a key inside the token': [
    withMac(
      base64url(`{"alg":"HS256","typ":"JWT","jwk":{"kty":"oct","k":"${base64url('evil')}"}}`),
      C,
      'evil',
    ),
    withMac(base64url('{"alg":"HS256","typ":"JWT","kid":"/dev/null"}'), C, ''),
  ],
  'claims that are not encoded': [
    withMac(base64url('{"alg":"HS256","typ":"JWT","b64":false,"crit":["b64"]}'), CLAIMS),
    withMac(H, CLAIMS),
    withMac(HEADER, CLAIMS),
  ],
  'missing segments': [
    '',
    '.',
    '..',
    '...',
    H,
    `${H}.`,
    `${H}.${C}`,
    `${H}.${C}.`,
    `.${C}.${M}`,
    `${H}..${macOf(`${H}.`)}`,
    withMac('', C),
    withMac(H, ''),
    withMac('', ''),
  ],
  'additional segments': [
    `${RIGHT}.`,
    `.${RIGHT}`,
    `${RIGHT}.${M}`,
    `${H}.${C}..${M}`,
    `${H}.${C}.${M}.${H}.${C}`,
    withMac(H, `${C}.${C}`),
    `${RIGHT}.${RIGHT}`,
  ],
  'the JSON serialization': [
    JSON.stringify({ payload: C, protected: H, signature: M }),
    JSON.stringify({ payload: C, signatures: [{ protected: H, signature: M }] }),
    JSON.stringify({ payload: C, protected: H, header: { alg: 'none' }, signature: M }),
    JSON.stringify(RIGHT),
    `[${JSON.stringify(RIGHT)}]`,
  ],
  'a duplicate header member': [
    signed('{"alg":"none","alg":"HS256","typ":"JWT"}'),
    signed('{"alg":"HS256","alg":"none","typ":"JWT"}'),
    signed('{"alg":"HS256","typ":"JWT","alg":"HS256"}'),
    signed('{"alg":"HS256","typ":"JWT","typ":"JWT"}'),
  ],
  'a duplicate claim': [
    claiming(`"exp":${NOW + 60},"user_id":1,"user_id":42`),
    claiming(`"exp":${NOW + 60},"user_id":42,"user_id":42`),
    claiming(`"exp":1,"exp":${NOW + 60},"user_id":42`),
    claiming(`"exp":${NOW + 60},"user_id":42,"exp":1`),
  ],
  'escapes in a string': [
    signed('{"\\u0061lg":"HS256","typ":"JWT"}'),
    signed('{"alg":"\\u0048S256","typ":"JWT"}'),
    signed('{"alg":"HS256","typ":"JW\\u0054"}'),
    claiming(`"\\u0065xp":${NOW + 60},"user_id":42`),
    claiming(`"exp":${NOW + 60},"user\\u005fid":42`),
    claiming(`"exp":${NOW + 60},"user_id":42,"\\u0075ser_id":1`),
  ],
  'JSON with whitespace': [
    ...[' ', '\n', '\t', '\r'].flatMap((space) => [
      signed(space + HEADER),
      signed(HEADER + space),
      signed(HEADER, space + CLAIMS),
      signed(HEADER, CLAIMS + space),
      signed(HEADER, CLAIMS.replace(',', `,${space}`)),
    ]),
  ],
  'a byte order mark': [
    signed(`\ufeff${HEADER}`),
    signed(HEADER, `\ufeff${CLAIMS}`),
    `\ufeff${RIGHT}`,
    signed(Buffer.from(`\ufeff${HEADER}`, 'utf16le')),
    signed(HEADER, Buffer.from(CLAIMS, 'utf16le')),
  ],
  'an invalid JSON object': [
    ...['', '{', '}', 'null', 'true', '42', '"x"', '[]', '{}', '[{}]', `[${CLAIMS}]`, `{"claims":${CLAIMS}}`],
    ...[
      `${CLAIMS}{}`,
      `${CLAIMS}x`,
      `//\n${CLAIMS}`,
      CLAIMS.replace('}', ',}'),
      CLAIMS.replaceAll('"', "'"),
      `${CLAIMS}\0`,
    ],
  ].flatMap((json) => [signed(HEADER, json), signed(json)]),
  'invalid UTF-8': [
    signed(HEADER, Buffer.from([...Buffer.from(CLAIMS), 0xff])),
    signed(HEADER, Buffer.from(CLAIMS.replace('exp', 'exp\u00ff'), 'latin1')),
    signed(Buffer.from(HEADER.replace('JWT', 'JWT\u00ff'), 'latin1')),
    signed(Buffer.from([0xc0, 0xaf])),
  ],
  'non-canonical base64url': [
    `${RIGHT}=`,
    `${RIGHT}==`,
    `${H}=.${C}.${M}`,
    withMac(`${H}=`, C),
    withMac(H, `${C}=`),
    withMac(H, `${C}==`),
    ...WITH_UNUSED_BITS,
    `${H}.${C}.${withUnusedBits(M)}`,
    ...[' ', '\n', '\r\n', '\t', '\u00a0', '\0', '*', 'ÿ', '\u200b'].flatMap((character) => [
      RIGHT + character,
      character + RIGHT,
      withMac(H + character, C),
      withMac(H, character + C),
      withMac(`${H.slice(0, 4)}${character}${H.slice(4)}`, C),
      `${H}.${C}.${M.slice(0, 9)}${character}${M.slice(9)}`,
    ]),
  ],
  'the base64 alphabet instead of base64url': Array.from({ length: 20 }, (_, id) =>
    signed(HEADER, `{"exp":${NOW + 60},"user_id":${id + 1}}`),
  )
    .filter((token) => /[-_]/.test(token))
    .map((token) => token.replaceAll('-', '+').replaceAll('_', '/')),
  'trailing characters': ['A', 'AAAA', 'AAAAAA', '.AAAA', '-', '_'].map((more) => RIGHT + more),
  'a MAC of another length': [
    ...[0, 1, 8, 16, 20, 31].map((length) => `${H}.${C}.${base64url(MAC_BYTES.subarray(0, length))}`),
    ...[33, 48, 64].map(
      (length) => `${H}.${C}.${base64url(Buffer.concat([MAC_BYTES, Buffer.alloc(length - 32)]))}`,
    ),
    `${H}.${C}.${base64url(Buffer.concat([MAC_BYTES, MAC_BYTES]))}`,
  ],
  'an invented MAC': [
    ...[
      Buffer.alloc(32),
      Buffer.alloc(32, 0xff),
      MAC_BYTES.toReversed(),
      createHmac('sha256', '').update('').digest(),
    ].map((mac) => `${H}.${C}.${base64url(mac)}`),
    `${H}.${C}.${MAC_BYTES.toString('hex')}`,
    `${H}.${C}.${base64url(MAC_BYTES.toString('hex'))}`,
  ],
  'the MAC of another key': [
    ...[
      '',
      ' ',
      '\0',
      'evil',
      `${KEY} `,
      KEY.slice(0, -1),
      `${KEY}276`,
      KEY.toUpperCase(),
      KEYS.join(','),
      KEYS.join(''),
    ],
    ...[
      base64url(KEY),
      Buffer.from(KEY).toString('hex'),
      Buffer.from(KEY, 'base64'),
      Buffer.alloc(32),
      'undefined',
      'null',
    ],
  ].map((key) => withMac(H, C, key)),
  'the MAC of other segments': [
    ...[H, C, `${C}.${H}`, `${H}.`, `.${C}`, `${H}${C}`, `${H}.${C}.`, `${HEADER}.${CLAIMS}`, CLAIMS, ''].map(
      (other) => `${H}.${C}.${macOf(other)}`,
    ),
    `${H}.${base64url(`{"exp":${NOW + 60},"user_id":43}`)}.${M}`,
    `${base64url('{"typ":"JWT","alg":"HS256"}')}.${C}.${M}`,
  ],
  'segments in another order': [
    ...[`${C}.${H}.${M}`, `${M}.${H}.${C}`, `${H}.${M}.${C}`, `${C}.${M}.${H}`, `${M}.${C}.${H}`],
    ...[withMac(C, H), withMac(C, C), withMac(H, H)],
  ],
  'an invalid exp claim': [
    ...[
      `"${NOW + 60}"`,
      `${NOW}.5`,
      `${NOW}.0`,
      '-1',
      '-0',
      '1e300',
      '1e400',
      '-1e400',
      '1e10',
      '1E10',
      '9007199254740993',
    ],
    ...[
      '8640000000001',
      '99999999999999999999',
      'null',
      'true',
      '[]',
      `[${NOW + 60}]`,
      '{}',
      'NaN',
      'Infinity',
      '0x7fffffff',
      '',
      '"Infinity"',
    ],
    ...[`0${NOW + 60}`, `+${NOW + 60}`, '"never"', '1_767_225_660'],
  ].map((exp) => claiming(`"exp":${exp},"user_id":42`)),
  'an invalid user id': [
    ...[
      '"42"',
      '42.5',
      '42.0',
      '0',
      '-0',
      '-42',
      '1e9',
      '1e2',
      '4.2e1',
      '1000000000',
      '4294967338',
      '9007199254740993',
      '1e400',
    ],
    ...[
      'null',
      'true',
      '[]',
      '[42]',
      '{}',
      '{"id":42}',
      'NaN',
      '042',
      '+42',
      '0x2a',
      '""',
      '"\\u0034\\u0032"',
      '٤٢',
      '',
    ],
  ].map((id) => claiming(`"exp":${NOW + 60},"user_id":${id}`)),
  'an additional claim': [
    ...[
      '"iat":1',
      '"nbf":1',
      '"iss":"x"',
      '"sub":"42"',
      '"aud":"x"',
      '"jti":"x"',
      '"admin":true',
      '"userId":42',
      '"User_Id":42',
    ],
    ...['"__proto__":{}', '"constructor":1', '"toJSON":1', '"":1', '"exp ":1'],
  ].flatMap((member) => [
    claiming(`"exp":${NOW + 60},"user_id":42,${member}`),
    claiming(`${member},"exp":${NOW + 60},"user_id":42`),
  ]),
  'a missing claim': [
    claiming(`"exp":${NOW + 60}`),
    claiming('"user_id":42'),
    claiming(`"Exp":${NOW + 60},"user_id":42`),
    claiming(`"exp":${NOW + 60},"user_id ":42`),
    claiming(`"__proto__":${CLAIMS}`),
  ],
  'a token inside a token': [
    signed(HEADER, RIGHT),
    signed(HEADER, JSON.stringify(RIGHT)),
    withMac(H, RIGHT),
    withMac(RIGHT, C),
  ],
  'text around the token': [
    `Bearer ${RIGHT}`,
    `token=${RIGHT}`,
    `"${RIGHT}"`,
    `${RIGHT},${RIGHT}`,
    `${RIGHT};`,
    encodeURIComponent(RIGHT).replaceAll('.', '%2E'),
  ],
  'a token that is too long for the vendor': [
    signed(HEADER, CLAIMS.padEnd(600)),
    signed(HEADER, `{"exp":${NOW + 60},"user_id":42,"x":"${'x'.repeat(100_000)}"}`),
    '.'.repeat(100_000),
    'A'.repeat(1_000_000),
  ],
  'a value that is not a string': [
    undefined,
    null,
    0,
    42,
    true,
    {},
    [],
    [RIGHT],
    { toString: () => RIGHT },
    Buffer.from(RIGHT),
    Object(RIGHT),
    Symbol('token'),
    () => RIGHT,
    42n,
  ],
};

describe('TokenService.verify', () => {
  it.each(Object.entries(FAULTS))('rejects %s', (_, tokens) => {
    for (const token of tokens) {
      expect({ token, verdict: verdictOf(token) }).toEqual({ token, verdict: 'invalid' });
    }
  });

  it('rejects all faulty tokens', () => {
    const tokens = Object.values(FAULTS).flat();
    const accepted = tokens.filter((token) => verdictOf(token) !== 'invalid');
    expect(accepted).toEqual([]);
    record({
      id: '3.1',
      claim: 'A faulty token is never accepted, even if it is signed correctly',
      measured: `${tokens.length} tokens with ${Object.keys(FAULTS).length} kinds of faults, as in known test suites for JWS and HS256`,
      result: `${accepted.length} accepted; all rejected with an InvalidTokenError`,
    });
  });

  it('accepts valid tokens with any order of members and with each key', () => {
    const numRuns = caseCount(20_000);
    const tally = { valid: 0, expired: 0 };
    fc.assert(
      fc.property(
        fc.constantFrom(HEADER, '{"typ":"JWT","alg":"HS256"}'),
        fc.boolean(),
        fc.constantFrom(...KEYS),
        fc.oneof(fc.integer({ min: NOW - 9, max: NOW + 9 }), fc.integer({ min: 0, max: 8_640_000_000_000 })),
        fc.oneof(fc.integer({ min: 1, max: 999_999_999 }), fc.constantFrom(1, 999_999_999)),
        (head, isExpFirst, key, exp, user_id) => {
          const claims = JSON.stringify(isExpFirst ? { exp, user_id } : { user_id, exp });
          const token = withMac(base64url(head), base64url(claims), key);
          const verdict = exp < NOW ? 'expired' : 'valid';
          expect({ token, verdict: verdictOf(token) }).toEqual({ token, verdict });
          tally[verdict]++;
          if (verdict === 'expired') return;
          expect(service.verify(token)).toEqual({ userId: user_id, expiresAt: new Date(exp * 1000) });
        },
      ),
      { numRuns },
    );
    expect(Math.min(tally.valid, tally.expired)).toBeGreaterThan(0);
    record({
      id: '3.2',
      claim: 'A valid token is accepted until it expires',
      measured: `${numRuns.toLocaleString('en')} tokens with both orders of header members and claims and with two keys, signed by independent code`,
      result: `${tally.valid.toLocaleString('en')} of ${tally.valid.toLocaleString('en')} unexpired tokens accepted; ${tally.expired.toLocaleString('en')} of ${tally.expired.toLocaleString('en')} expired tokens rejected with an ExpiredTokenError`,
    });
  });

  it('rejects valid tokens with a changed byte', () => {
    const numRuns = caseCount(100_000);
    const progress = progressReporter('3.3 mutations', numRuns);
    let done = 0;
    fc.assert(
      fc.property(
        fc.record({
          id: fc.integer({ min: 1, max: 999_999_999 }),
          key: fc.constantFrom(...KEYS),
          at: fc.nat(10_000),
          byte: fc.oneof(fc.nat(255), fc.integer({ min: 0x2b, max: 0x7a })),
          kind: fc.constantFrom('replace', 'flip', 'insert', 'remove'),
        }),
        ({ id, key, at, byte, kind }) => {
          const token = withMac(H, base64url(`{"exp":${NOW + 60},"user_id":${id}}`), key);
          const bytes = Buffer.from(token);
          const index = at % (bytes.length + (kind === 'insert' ? 1 : 0));
          const changed = {
            replace: [byte],
            flip: [bytes[index]! ^ (1 << (byte % 8))],
            insert: [byte, ...bytes.subarray(index, index + 1)],
            remove: [],
          }[kind];
          const mutant = Buffer.from([
            ...bytes.subarray(0, index),
            ...changed,
            ...bytes.subarray(index + 1),
          ]).toString('latin1');
          fc.pre(mutant !== token);
          expect({ mutant, verdict: verdictOf(mutant) }).toEqual({ mutant, verdict: 'invalid' });
          progress(++done);
        },
      ),
      { numRuns },
    );
    record({
      id: '3.3',
      claim: 'A valid token with one changed byte is never accepted',
      measured: `${done.toLocaleString('en')} random replacements, bit flips, insertions and removals`,
      result: '0 accepted; all rejected with an InvalidTokenError',
    });
  });
});
