import { describe, expect, it } from 'vitest';
import vectors from '../../../../../test/vectors/imbachat-tokens.json' with { type: 'json' };
import { MAX_TOKEN_BYTES, readTokenClaims } from './token-claims.js';

const encode = (text: string): string => Buffer.from(text).toString('base64url');
const tokenOf = (header: string, claims: string, signature = 'c2ln'): string =>
  `${encode(header)}.${encode(claims)}.${signature}`;

const HEADER = '{"alg":"HS256","typ":"JWT"}';
const CLAIMS = '{"exp":1700003600,"user_id":1}';

describe('readTokenClaims', () => {
  it.each(vectors.valid)(
    'reads the vector $id, with the members of its header in either order',
    ({ token, algFirst = token, claims }) => {
      expect(readTokenClaims(token)).toStrictEqual(claims);
      expect(readTokenClaims(algFirst)).toStrictEqual(claims);
    },
  );

  it('reads the members in any order', () => {
    const token = tokenOf('{"typ":"JWT","alg":"HS256"}', '{"user_id":1,"exp":1700003600}');
    expect(readTokenClaims(token)).toStrictEqual({ exp: 1_700_003_600, user_id: 1 });
  });

  it.each([
    ['an empty text', ''],
    ['a JWS of two segments', `${encode(HEADER)}.${encode(CLAIMS)}`],
    ['a JWS of four segments', `${tokenOf(HEADER, CLAIMS)}.c2ln`],
    ['an empty signature', tokenOf(HEADER, CLAIMS, '')],
    ['an empty header', `.${encode(CLAIMS)}.c2ln`],
    ['empty claims', `${encode(HEADER)}..c2ln`],
    ['a signature with padding', tokenOf(HEADER, CLAIMS, 'c2k=')],
    ['a signature whose unused bits are set', tokenOf(HEADER, CLAIMS, 'c2l')],
    ['a signature with base64 characters', tokenOf(HEADER, CLAIMS, 'c2+/')],
    ['a signature with a line break', `${tokenOf(HEADER, CLAIMS)}\n`],
    ['claims with padding', `${encode(HEADER)}.${encode(CLAIMS)}=.c2ln`],
    ['a header with a character that decoders skip', `${encode(HEADER)}!.${encode(CLAIMS)}.c2ln`],
  ])('returns undefined for %s', (_, token) => {
    expect(readTokenClaims(token)).toBeUndefined();
  });

  it.each([
    '{"alg":"none","typ":"JWT"}',
    '{"alg":"HS512","typ":"JWT"}',
    '{"alg":"hs256","typ":"JWT"}',
    '{"alg":"HS256"}',
    '{"typ":"JWT"}',
    '{"alg":"HS256","typ":"jwt"}',
    '{"alg":"HS256","typ":"JWT","kid":"../../dev/null"}',
    '{"alg":"none","alg":"HS256","typ":"JWT"}',
    '{"alg": "HS256","typ":"JWT"}',
    '["HS256","JWT"]',
    'null',
    '"HS256"',
    '{',
  ])('returns undefined for the header %s', (header) => {
    expect(readTokenClaims(tokenOf(header, CLAIMS))).toBeUndefined();
  });

  it.each([
    '{"exp":-1,"user_id":1}',
    '{"exp":8640000000001,"user_id":1}',
    '{"exp":1700003600,"user_id":1,"iat":1700000000}',
    '{"exp":1700003600,"user_id":1,"__proto__":{}}',
    '{"exp":1700003600,"user_id":2,"user_id":1}',
    '{"exp":1700003600,"exp":1700003600,"user_id":1}',
    '{"exp":1700003600,"user_id":1} ',
    '{"exp":1700003600,"user_id":"1"}',
    '{"exp":1700003600,"user_id":1.5}',
    '{"exp":1700003600,"user_id":0}',
    '{"exp":1700003600,"user_id":1000000000}',
    '{"exp":1700003600,"user_id":true}',
    '{"exp":1700003600,"user_id":null}',
    '{"exp":1700003600}',
    '{"user_id":1}',
    '{"exp":null,"user_id":1}',
    '{"exp":"1700003600","user_id":1}',
    '{"exp":1700003600.5,"user_id":1}',
    '{"exp":1.7e9,"user_id":1}',
    '{"exp":1e300,"user_id":1}',
    '{}',
    '[]',
    'null',
    '',
    '\ufeff{"exp":1700003600,"user_id":1}',
  ])('returns undefined for the claims %s', (claims) => {
    expect(readTokenClaims(tokenOf(HEADER, claims))).toBeUndefined();
  });

  it('returns undefined for a token that is longer than the vendor accepts', () => {
    const rest = tokenOf(HEADER, CLAIMS, '').length;
    expect(readTokenClaims(tokenOf(HEADER, CLAIMS, 'A'.repeat(MAX_TOKEN_BYTES - rest)))).toBeDefined();
    expect(readTokenClaims(tokenOf(HEADER, CLAIMS, 'A'.repeat(MAX_TOKEN_BYTES - rest + 4)))).toBeUndefined();
  });
});
