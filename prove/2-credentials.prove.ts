import type { AddressInfo } from 'node:net';
import type { INestApplication } from '@nestjs/common';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ChatIntegrationModule } from 'nestjs-chat-integration';
import { AcceptedCredentials } from '../libs/chat-integration/src/imbachat/protocol/basic-credentials.js';
import { EverybodyUserProvider, IMBACHAT } from '../test/support/fixtures.js';
import { ADAPTERS, startHost } from '../test/support/host.js';
import { pipeline, rawRequest, type Target } from './support/pipeline.js';
import { progressReporter } from './support/progress.js';
import { record } from './support/record.js';
import { caseCount, isFull } from './support/scale.js';
import { measureInterleaved, welchT } from './support/welch.js';

const LOGIN = 'Chat-Kiosk-Süd';
const PASSWORD = 'pass:wörd €!';
const PAIR = `${LOGIN}:${PASSWORD}`;

const base64 = (text: string | Uint8Array) => Buffer.from(text).toString('base64');
const basic = (text: string | Uint8Array) => `Basic ${base64(text)}`;
/** Returns the UTF-8 bytes of a text as Latin-1, as Node.js reads and writes headers. */
const utf8AsLatin1 = (text: string) => Buffer.from(text).toString('latin1');
const formatNumber = (count: number) => count.toLocaleString('en');
const RIGHT = basic(PAIR);

/** The base64 of all correct credentials. The login is case-insensitive, the password is not. */
const RIGHT_BASE64 = new Set(
  Array.from(LOGIN)
    .map((letter) => ({ k: ['k', 'K', '\u212a'], K: ['k', 'K', '\u212a'] })[letter] ?? casesOfLetter(letter))
    .reduce((starts, letters) => starts.flatMap((start) => letters.map((letter) => start + letter)), [''])
    .map((login) => base64(`${login}:${PASSWORD}`)),
);

function casesOfLetter(letter: string): string[] {
  return [...new Set([letter.toLowerCase(), letter.toUpperCase()])];
}

/** Returns whether a header is correct, without the library's parser. HTTP removes whitespace around a value. */
function isRight(header: string | undefined): boolean {
  const value = header?.replace(/^[ \t]+|[ \t]+$/g, '') ?? '';
  return value.slice(0, 6).toLowerCase() === 'basic ' && RIGHT_BASE64.has(value.slice(6));
}

/** The `Authorization` headers of a request. */
interface Attempt {
  readonly headers: readonly string[];
  /** Whether to send the request on its own connection, because HTTP may reject it and close the connection. */
  readonly isAlone: boolean;
}

// Field values as defined in RFC 9110 section 5.5.
const FIELD_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
/** Below the limit of Node.js for headers, 16 KiB. */
const MAX_LENGTH = 15_000;

const attemptOf = (...headers: string[]): Attempt => ({
  headers,
  isAlone: headers.some((header) => !FIELD_VALUE.test(header) || header.length > MAX_LENGTH),
});

const REJECTED: readonly (readonly [description: string, ...headers: string[]])[] = [
  ['no header'],
  ['an empty header', ''],
  ['the scheme alone', 'Basic'],
  ['the scheme and a space', 'Basic '],
  ['the credentials alone', base64(PAIR)],
  ['credentials without base64', `Basic ${utf8AsLatin1(PAIR)}`],
  ['another scheme', `Bearer ${base64(PAIR)}`],
  ['Digest', `Digest username="${LOGIN.slice(0, 4)}", realm="Backend", nonce="x", uri="/", response="x"`],
  ['Negotiate', 'Negotiate YII='],
  ['a scheme that contains Basic', RIGHT.replace('Basic', 'XBasicY')],
  ['a scheme that starts with Basic', RIGHT.replace('Basic', 'Basic1')],
  ['a scheme that ends in Basic', RIGHT.replace('Basic', 'NotBasic')],
  ['a scheme with a long s', RIGHT.replace('s', utf8AsLatin1('ſ'))],
  ['a scheme in full width', utf8AsLatin1(RIGHT.replace('B', 'Ｂ'))],
  ['a scheme in quotes', RIGHT.replace('Basic', '"Basic"')],
  ['no space after the scheme', RIGHT.replace(' ', '')],
  ['two spaces', RIGHT.replace(' ', '  ')],
  ['a tab', RIGHT.replace(' ', '\t')],
  ['a no-break space', RIGHT.replace(' ', '\xa0')],
  ['an equals sign after the scheme', RIGHT.replace(' ', '=')],
  ['a colon after the scheme', RIGHT.replace(' ', ': ')],
  ['a trailing parameter', `${RIGHT}, realm="Backend"`],
  ['a trailing charset', `${RIGHT} charset="UTF-8"`],
  ['a trailing comma', `${RIGHT},`],
  ['a leading comma', `, ${RIGHT}`],
  ['a list of correct credentials', `${RIGHT}, ${RIGHT}`],
  ['correct credentials after another scheme', `Bearer x, ${RIGHT}`],
  ['the credentials in quotes', `Basic "${base64(PAIR)}"`],
  ['credentials in a parameter', `Basic credentials="${base64(PAIR)}"`],
  ['no padding', basic(`${PAIR}x`).replaceAll('=', '')],
  ['too much padding', `${RIGHT}=`],
  ['leading padding', RIGHT.replace(' ', ' =')],
  ['padding in the middle', `Basic ${base64('Chat')}${base64(PAIR)}`],
  ['base64url', `Basic ${Buffer.from('Chat-Kiosk:???>>>ÿÿÿ').toString('base64url')}`],
  ['base64 in base64', basic(base64(PAIR))],
  ['hexadecimal', `Basic ${Buffer.from(PAIR).toString('hex')}`],
  ['percent-encoding', `Basic ${encodeURIComponent(base64(PAIR))}`],
  ['a space in the base64', RIGHT.replace(/(.{12})$/, ' $1')],
  ['another alphabet', RIGHT.replace(/.$/, '*')],
  ['padding only', 'Basic ===='],
  ['non-zero unused bits', `Basic ${withUnusedBits(base64(PAIR))}`],
  ['a colon only', basic(':')],
  ['no colon', basic(PAIR.replaceAll(':', ''))],
  ['an empty login', basic(`:${PASSWORD}`)],
  ['an empty password', basic(`${LOGIN}:`)],
  ['another login', basic(`Chat-Kiosk-Nord:${PASSWORD}`)],
  ['another password', basic(`${LOGIN}:pass:word`)],
  ['the password up to its colon', basic(`${LOGIN}:pass`)],
  ['the password in upper case', basic(`${LOGIN}:${PASSWORD.toUpperCase()}`)],
  ['the password with a suffix', basic(`${PAIR}x`)],
  ['the password twice', basic(`${PAIR}:${PASSWORD}`)],
  ['login and password swapped', basic(`${PASSWORD}:${LOGIN}`)],
  ['a space before the login', basic(` ${PAIR}`)],
  ['a space after the password', basic(`${PAIR} `)],
  ['a null character after the password', basic(`${PAIR}\0`)],
  ['a null character after the login', basic(`${LOGIN}\0:${PASSWORD}`)],
  ['a line break after the password', basic(`${PAIR}\n`)],
  ['a delete character', basic(`${PAIR}\x7f`)],
  ['a byte order mark', basic(`\ufeff${PAIR}`)],
  ['decomposed letters', basic(PAIR.normalize('NFD'))],
  ['Latin-1', basic(Buffer.from(PAIR.replace('€', ''), 'latin1'))],
  ['UTF-16', basic(Buffer.from(PAIR, 'utf16le'))],
  ['overlong UTF-8', basic(Buffer.from([0xc1, 0x83, ...Buffer.from(PAIR).subarray(1)]))],
  ['truncated UTF-8', basic(Buffer.from(PAIR).subarray(0, -1))],
  ['a surrogate in UTF-8', basic(Buffer.from([...Buffer.from(PAIR), 0xed, 0xa0, 0x80]))],
  ['a long s in the login', basic(PAIR.replace('s', 'ſ'))],
  ['a dotless i in the login', basic(PAIR.replace('i', 'ı'))],
  ['a dotted I in the login', basic(PAIR.replace('i', 'İ'))],
  ['a header of 15,000 characters', `${RIGHT}${'A'.repeat(14_000)}`],
  ['whitespace only', ' \t '],
  ['a wrong header before the correct header', 'Basic Og==', RIGHT],
  ['an empty header before the correct header', '', RIGHT],
];

const ACCEPTED: readonly (readonly [description: string, ...headers: string[]])[] = [
  ['correct credentials', RIGHT],
  ['the scheme in different case', RIGHT.replace('Basic', 'bASIC')],
  ['the login in lower case', basic(`${LOGIN.toLowerCase()}:${PASSWORD}`)],
  ['the login in upper case', basic(`${LOGIN.toUpperCase()}:${PASSWORD}`)],
  ['a Kelvin sign instead of K, which has the same case folding', basic(PAIR.replace('K', '\u212a'))],
  ['whitespace around the value, which HTTP removes', ` \t${RIGHT}\t `],
  ['the correct header before a wrong header, which is ignored', RIGHT, 'Basic Og=='],
];

/** Invalid HTTP requests. Node.js responds with 400 or 431, or closes the connection. */
const INVALID_HTTP: readonly (readonly [description: string, ...headers: string[]])[] = [
  ['a null byte', `${RIGHT}\0`],
  ['a bare line feed', `${RIGHT}\nX`],
  ['a bare carriage return', `${RIGHT}\rX`],
  ['an escape', `${RIGHT}\x1b`],
  ['a delete character', `${RIGHT}\x7f`],
  ['a folded line', 'Basic\r\n  x'],
  ['a header of 20,000 characters', `Basic ${'A'.repeat(20_000)}`],
  ['a header of 200,000 characters', `${RIGHT}${'='.repeat(200_000)}`],
];

function withUnusedBits(text: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const end = text.search(/=*$/);
  if (end === text.length) throw new Error('Expected base64 with unused bits.');
  const last = alphabet.indexOf(text[end - 1]!);
  return text.slice(0, end - 1) + alphabet[last + 1]! + text.slice(end);
}

const byte = fc.oneof(
  fc.integer({ min: 0x20, max: 0xff }),
  fc.integer({ min: 0x41, max: 0x7a }),
  fc.constant(9),
);
const correctHeader = fc
  .tuple(fc.infiniteStream(fc.boolean()), fc.constantFrom('Basic', 'basic', 'BASIC', 'bAsIc'))
  .map(([flips, scheme]) => {
    const login = Array.from(LOGIN).map((letter) =>
      flips.next().value! ? letter.toUpperCase() : letter.toLowerCase(),
    );
    return `${scheme} ${base64(`${login.join('')}:${PASSWORD}`)}`;
  });
const changesOf = (text: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(text, fc.array(fc.tuple(fc.nat(200), byte, fc.nat(3)), { minLength: 1, maxLength: 3 }))
    .map(([header, changes]) =>
      changes.reduce((changed, [at, code, kind]) => {
        const index = at % (changed.length + 1);
        const character = String.fromCharCode(code);
        const rest = [changed.slice(index + 1), changed.slice(index), changed.slice(index + 1)];
        if (kind === 3)
          return changed.slice(0, index) + flipped(changed.charAt(index)) + changed.slice(index + 1);
        return changed.slice(0, index) + (kind === 2 ? '' : character) + rest[kind]!;
      }, header),
    );
const flipped = (letter: string) =>
  letter === letter.toLowerCase() ? letter.toUpperCase().slice(0, 1) : letter.toLowerCase();
const bytes = (maxLength: number) => fc.uint8Array({ maxLength });
const similarPair = fc
  .tuple(
    fc.constantFrom(LOGIN, LOGIN.toLowerCase(), 'Chat', '', PASSWORD),
    fc.constantFrom(':', '', '::', ': ', ';', '\0:'),
    fc.constantFrom(PASSWORD, PASSWORD.toUpperCase(), 'pass', '', `${PASSWORD}:`, PASSWORD.normalize('NFD')),
  )
  .map((parts) => parts.join(''));

/** Authorization headers of many kinds. Correct and almost correct headers are frequent. */
const attempts: fc.Arbitrary<Attempt> = fc.oneof(
  { arbitrary: changesOf(correctHeader).map((header) => attemptOf(header)), weight: 8 },
  { arbitrary: correctHeader.map((header) => attemptOf(header)), weight: 1 },
  {
    // Changed before it is encoded, so that the base64 is always valid.
    arbitrary: changesOf(fc.constant(utf8AsLatin1(PAIR))).map((pair) =>
      attemptOf(basic(Buffer.from(pair, 'latin1'))),
    ),
    weight: 4,
  },
  { arbitrary: similarPair.map((pair) => attemptOf(basic(pair))), weight: 2 },
  { arbitrary: bytes(40).map((pair) => attemptOf(basic(pair))), weight: 2 },
  {
    arbitrary: fc.array(byte, { maxLength: 60 }).map((codes) => attemptOf(String.fromCharCode(...codes))),
    weight: 2,
  },
  {
    arbitrary: fc
      .tuple(fc.stringMatching(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,12}$/), fc.constantFrom(' ', '  ', '\t', ''))
      .map(([scheme, separator]) => attemptOf(`${scheme}${separator}${base64(PAIR)}`)),
    weight: 2,
  },
  {
    arbitrary: fc
      .tuple(
        fc.constantFrom(RIGHT, 'Basic '),
        fc.constantFrom('A', '=', ' A', ':'),
        fc.integer({ min: 100, max: 1_500 }),
      )
      .map(([start, more, times]) => attemptOf(start + more.repeat(times))),
    weight: 1,
  },
  {
    arbitrary: fc
      .array(fc.oneof(correctHeader, changesOf(correctHeader), fc.constant('Basic Og==')), {
        minLength: 2,
        maxLength: 3,
      })
      .map((headers) => attemptOf(...headers)),
    weight: 1,
  },
);

describe.each(ADAPTERS)('authorization of the chat server on %s', (adapter) => {
  let app: INestApplication;
  let target: Target;

  beforeAll(async () => {
    const imbachat = { ...IMBACHAT, apiLogin: LOGIN, apiPassword: PASSWORD, failureLimiter: false as const };
    app = await startHost({
      adapter,
      imports: [ChatIntegrationModule.forRoot({ imbachat, userProvider: EverybodyUserProvider })],
    });
    await app.listen(0, '127.0.0.1');
    const { port } = app.getHttpServer().address() as AddressInfo;
    target = { port, path: '/imbachat/api/v1/users?ids=' };
  });
  afterAll(() => app.close());

  const requestOf = ({ headers }: Attempt) =>
    rawRequest(target, ...headers.map((header) => `Authorization: ${header}`));
  const statusOf = async (headers: readonly string[]) =>
    (await pipeline(target, [requestOf(attemptOf(...headers))]))[0];

  it.each(ACCEPTED)('accepts %s', async (_, ...headers) => {
    expect(isRight(headers[0])).toBe(true);
    expect(await statusOf(headers)).toBe(200);
  });

  it.each(REJECTED)('rejects %s', async (_, ...headers) => {
    expect(isRight(headers[0])).toBe(false);
    expect(await statusOf(headers)).toBe(401);
  });

  it.each(INVALID_HTTP)('rejects invalid HTTP: %s', async (_, ...headers) => {
    expect([undefined, 400, 401, 431]).toContain(await statusOf(headers));
  });

  it('rejects all generated headers except correct credentials', async () => {
    const total = caseCount(200_000);
    const progress = progressReporter(`2.1 headers on ${adapter}`, total);
    const statuses = new Map<number, number>();
    const unexpected: object[] = [];
    for (let done = 0; done < total;) {
      // Several concurrent connections, each with many requests.
      const size = Math.min(2_000, total - done);
      const batch = fc.sample(attempts, size);
      const alone = batch.filter(({ isAlone }) => isAlone);
      const others = batch.filter(({ isAlone }) => !isAlone);
      const chunks = [...alone.map((attempt) => [attempt]), ...chunked(others, 250)];
      const results = await Promise.all(
        chunks.map(async (chunk) => ({ chunk, received: await pipeline(target, chunk.map(requestOf)) })),
      );
      for (const { chunk, received } of results) {
        for (const [index, attempt] of chunk.entries()) {
          const status = received[index] ?? 0;
          const expected = isRight(attempt.headers[0]) ? 200 : 401;
          // Node.js may reject invalid HTTP with 400, 431 or without a response.
          const isRejectedByHttp = attempt.isAlone && [0, 400, 431].includes(status);
          if (status !== expected && !isRejectedByHttp) unexpected.push({ ...attempt, status, expected });
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
        }
      }
      expect(unexpected).toEqual([]);
      done += size;
      progress(done);
    }
    const accepted = statuses.get(200) ?? 0;
    expect(accepted).toBeGreaterThan(0);
    const sorted = [...statuses].toSorted(([one], [other]) => one - other);
    record({
      id: `2.${ADAPTERS.indexOf(adapter) + 1}`,
      claim: `Only correct credentials authorize the chat server on ${adapter}`,
      measured: `${REJECTED.length + ACCEPTED.length + INVALID_HTTP.length} cases of RFC 7617 and RFC 9110, and ${formatNumber(total)} generated headers, over HTTP`,
      result: `${sorted.map(([status, times]) => `${formatNumber(times)} × ${status}`).join(', ')}; all ${formatNumber(accepted)} requests with status 200 had the correct bytes, except for the letter case of the login; no status 5xx`,
    });
  });
});

function chunked<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

describe('the time of a password comparison', () => {
  const login = 'chat-server';
  const guess = 'a-password-of-46-characters-as-dashboards-make';
  // One guess and several secrets, because the time may depend on the length of the guess but not on the secret.
  const secrets = {
    'another first character': `X${guess.slice(1)}`,
    'another last character': `${guess.slice(0, -1)}X`,
    'one character fewer': guess.slice(0, -1),
    'four times the length': guess.repeat(4),
  };
  const THRESHOLD = 4.5;
  const ROUNDS = 3;
  const samples = caseCount(40_000);

  /** Returns the largest |t| of all pairs of secrets. */
  const largestT = (comparisonWith: (secret: string) => () => boolean): number => {
    const calls = Object.entries(secrets).map(([name, secret]) => {
      const compare = comparisonWith(secret);
      const call = () => {
        for (let time = 0; time < 8; time++) compare();
      };
      return [name, call] as const;
    });
    measureInterleaved(Object.fromEntries(calls), Math.min(samples, 2_000));
    const times = Object.values(measureInterleaved(Object.fromEntries(calls), samples));
    return Math.max(
      ...times.flatMap((one, index) => times.slice(index + 1).map((other) => Math.abs(welchT(one, other)))),
    );
  };

  const included = (secret: string) => {
    const accepted = new AcceptedCredentials([{ login, password: secret }]);
    return () => accepted.include({ login, password: guess });
  };
  const stopsAtTheFirstDifference = (secret: string) => () => {
    for (let at = 0; at < guess.length; at++) {
      if (guess.codePointAt(at) !== secret.codePointAt(at)) return false;
    }
    return guess.length === secret.length;
  };

  it('does not depend on the position of a wrong character', () => {
    const ts: number[] = [];
    // Other processes can affect a single round, but not all rounds in the same way.
    for (let round = 0; round < ROUNDS && (ts.at(-1) ?? Number.POSITIVE_INFINITY) >= THRESHOLD; round++) {
      ts.push(largestT(included));
    }
    const control = largestT(stopsAtTheFirstDifference);
    // With few samples, the figures are recorded but not significant.
    expect(isFull ? ts.at(-1) : 0).toBeLessThan(THRESHOLD);
    expect(isFull ? control : Number.POSITIVE_INFINITY).toBeGreaterThan(THRESHOLD);
    record({
      id: '2.3',
      claim:
        'The time of a password comparison does not depend on the position of a wrong character or the length of the password',
      measured: `one guess compared with secrets with ${Object.keys(secrets).join(', ')}: ${formatNumber(samples)} interleaved samples each, without the slowest 10 %; Welch's t-test of every pair, |t| < ${THRESHOLD} as in dudect`,
      result: `largest |t| ${ts.map((t) => t.toFixed(2)).join(', then ')} (round ${ts.length} of at most ${ROUNDS}); for comparison, a function that stops at the first difference: |t| ${control.toFixed(1)}`,
    });
  });
});
