import type { AddressInfo } from 'node:net';
import type { INestApplication } from '@nestjs/common';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ChatIntegrationModule } from 'nestjs-chat-integration';
import { AcceptedCredentials } from '../libs/chat-integration/src/imbachat/protocol/basic-credentials.js';
import { EverybodyUserProvider, IMBACHAT } from '../test/support/fixtures.js';
import { ADAPTERS, startHost } from '../test/support/host.js';
import { pipeline, rawRequest, type Target } from './support/pipeline.js';
import { progressOf } from './support/progress.js';
import { record } from './support/record.js';
import { casesOf, isFull } from './support/scale.js';
import { interleaved, welch } from './support/welch.js';

const LOGIN = 'Chat-Kiosk-Süd';
const PASSWORD = 'pass:wörd €!';
const PAIR = `${LOGIN}:${PASSWORD}`;

const base64 = (text: string | Uint8Array) => Buffer.from(text).toString('base64');
const basic = (text: string | Uint8Array) => `Basic ${base64(text)}`;
/** A text as its UTF-8 bytes go over the wire, in the Latin-1 that Node reads them in. */
const onTheWire = (text: string) => Buffer.from(text).toString('latin1');
const figure = (count: number) => count.toLocaleString('en');
const RIGHT = basic(PAIR);

/** The base64 of every pair that is right: the login in all letter cases, the password byte for byte. */
const RIGHT_BASE64 = new Set(
  Array.from(LOGIN)
    .map((letter) => ({ k: ['k', 'K', '\u212a'], K: ['k', 'K', '\u212a'] })[letter] ?? casesOfLetter(letter))
    .reduce((starts, letters) => starts.flatMap((start) => letters.map((letter) => start + letter)), [''])
    .map((login) => base64(`${login}:${PASSWORD}`)),
);

function casesOfLetter(letter: string): string[] {
  return [...new Set([letter.toLowerCase(), letter.toUpperCase()])];
}

/** Whether a header is right; written without the library's parser. HTTP takes blanks off both ends of a value. */
function isRight(header: string | undefined): boolean {
  const value = header?.replace(/^[ \t]+|[ \t]+$/g, '') ?? '';
  return value.slice(0, 6).toLowerCase() === 'basic ' && RIGHT_BASE64.has(value.slice(6));
}

/** One request's authorization: the values of its headers of that name, and what comes of it. */
interface Attempt {
  readonly headers: readonly string[];
  /** HTTP itself may refuse it and close the connection, so it is sent alone. */
  readonly isAlone: boolean;
}

// What HTTP lets into the value of a header (RFC 9110 section 5.5).
const FIELD_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
/** Node takes 16 KiB of headers. */
const MAX_LENGTH = 15_000;

const attemptOf = (...headers: string[]): Attempt => ({
  headers,
  isAlone: headers.some((header) => !FIELD_VALUE.test(header) || header.length > MAX_LENGTH),
});

const REFUSED: readonly (readonly [what: string, ...headers: string[]])[] = [
  ['no header'],
  ['an empty header', ''],
  ['the scheme alone', 'Basic'],
  ['the scheme and a blank', 'Basic '],
  ['the credentials alone', base64(PAIR)],
  ['the credentials as they are', `Basic ${onTheWire(PAIR)}`],
  ['another scheme', `Bearer ${base64(PAIR)}`],
  ['Digest', `Digest username="${LOGIN.slice(0, 4)}", realm="Backend", nonce="x", uri="/", response="x"`],
  ['Negotiate', 'Negotiate YII='],
  ['a scheme that holds Basic', RIGHT.replace('Basic', 'XBasicY')],
  ['a scheme that begins with Basic', RIGHT.replace('Basic', 'Basic1')],
  ['a scheme that ends in Basic', RIGHT.replace('Basic', 'NotBasic')],
  ['a scheme with a long s', RIGHT.replace('s', onTheWire('ſ'))],
  ['a scheme in full width', onTheWire(RIGHT.replace('B', 'Ｂ'))],
  ['a scheme in quotes', RIGHT.replace('Basic', '"Basic"')],
  ['no blank behind the scheme', RIGHT.replace(' ', '')],
  ['two blanks', RIGHT.replace(' ', '  ')],
  ['a tab', RIGHT.replace(' ', '\t')],
  ['a no-break space', RIGHT.replace(' ', '\xa0')],
  ['an equals sign behind the scheme', RIGHT.replace(' ', '=')],
  ['a colon behind the scheme', RIGHT.replace(' ', ': ')],
  ['a parameter behind', `${RIGHT}, realm="Backend"`],
  ['a charset behind', `${RIGHT} charset="UTF-8"`],
  ['a comma behind', `${RIGHT},`],
  ['a comma ahead', `, ${RIGHT}`],
  ['the right header in a list', `${RIGHT}, ${RIGHT}`],
  ['the right header behind another scheme', `Bearer x, ${RIGHT}`],
  ['the credentials in quotes', `Basic "${base64(PAIR)}"`],
  ['credentials in a parameter', `Basic credentials="${base64(PAIR)}"`],
  ['no padding', basic(`${PAIR}x`).replaceAll('=', '')],
  ['too much padding', `${RIGHT}=`],
  ['padding ahead', RIGHT.replace(' ', ' =')],
  ['padding in the middle', `Basic ${base64('Chat')}${base64(PAIR)}`],
  ['base64url', `Basic ${Buffer.from('Chat-Kiosk:???>>>ÿÿÿ').toString('base64url')}`],
  ['base64 in base64', basic(base64(PAIR))],
  ['hexadecimal', `Basic ${Buffer.from(PAIR).toString('hex')}`],
  ['percent-encoding', `Basic ${encodeURIComponent(base64(PAIR))}`],
  ['a blank in the base64', RIGHT.replace(/(.{12})$/, ' $1')],
  ['another alphabet', RIGHT.replace(/.$/, '*')],
  ['nothing but padding', 'Basic ===='],
  ['spare bits', `Basic ${withSpareBits(base64(PAIR))}`],
  ['nothing but a colon', basic(':')],
  ['no colon', basic(PAIR.replaceAll(':', ''))],
  ['an empty login', basic(`:${PASSWORD}`)],
  ['an empty password', basic(`${LOGIN}:`)],
  ['another login', basic(`Chat-Kiosk-Nord:${PASSWORD}`)],
  ['another password', basic(`${LOGIN}:pass:word`)],
  ['the password up to its colon', basic(`${LOGIN}:pass`)],
  ['the password in another letter case', basic(`${LOGIN}:${PASSWORD.toUpperCase()}`)],
  ['the password and more', basic(`${PAIR}x`)],
  ['the password twice', basic(`${PAIR}:${PASSWORD}`)],
  ['login and password swapped', basic(`${PASSWORD}:${LOGIN}`)],
  ['a blank ahead of the login', basic(` ${PAIR}`)],
  ['a blank behind the password', basic(`${PAIR} `)],
  ['a null character behind', basic(`${PAIR}\0`)],
  ['a null character between', basic(`${LOGIN}\0:${PASSWORD}`)],
  ['a line break behind', basic(`${PAIR}\n`)],
  ['a delete character', basic(`${PAIR}\x7f`)],
  ['a byte order mark', basic(`\ufeff${PAIR}`)],
  ['decomposed letters', basic(PAIR.normalize('NFD'))],
  ['Latin-1', basic(Buffer.from(PAIR.replace('€', ''), 'latin1'))],
  ['UTF-16', basic(Buffer.from(PAIR, 'utf16le'))],
  ['overlong UTF-8', basic(Buffer.from([0xc1, 0x83, ...Buffer.from(PAIR).subarray(1)]))],
  ['UTF-8 that breaks off', basic(Buffer.from(PAIR).subarray(0, -1))],
  ['a surrogate in UTF-8', basic(Buffer.from([...Buffer.from(PAIR), 0xed, 0xa0, 0x80]))],
  ['a long s in the login', basic(PAIR.replace('s', 'ſ'))],
  ['a dotless i in the login', basic(PAIR.replace('i', 'ı'))],
  ['a dotted I in the login', basic(PAIR.replace('i', 'İ'))],
  ['a header of 15,000 characters', `${RIGHT}${'A'.repeat(14_000)}`],
  ['nothing but blanks', ' \t '],
  ['a wrong header ahead of the right one', 'Basic Og==', RIGHT],
  ['an empty header ahead of the right one', '', RIGHT],
];

const ACCEPTED: readonly (readonly [what: string, ...headers: string[]])[] = [
  ['the right header', RIGHT],
  ['the scheme in another letter case', RIGHT.replace('Basic', 'bASIC')],
  ['the login in lower case', basic(`${LOGIN.toLowerCase()}:${PASSWORD}`)],
  ['the login in upper case', basic(`${LOGIN.toUpperCase()}:${PASSWORD}`)],
  ['a Kelvin sign for a K, which folds to k', basic(PAIR.replace('K', '\u212a'))],
  ['blanks around the value, which HTTP takes off', ` \t${RIGHT}\t `],
  ['the right header ahead of a wrong one, since the first one counts', RIGHT, 'Basic Og=='],
];

/** What HTTP itself refuses: answered 400 or 431 by Node, or nothing at all. */
const NOT_HTTP: readonly (readonly [what: string, ...headers: string[]])[] = [
  ['a null byte', `${RIGHT}\0`],
  ['a bare line feed', `${RIGHT}\nX`],
  ['a bare carriage return', `${RIGHT}\rX`],
  ['an escape', `${RIGHT}\x1b`],
  ['a delete character', `${RIGHT}\x7f`],
  ['a folded line', 'Basic\r\n  x'],
  ['a header of 20,000 characters', `Basic ${'A'.repeat(20_000)}`],
  ['a header of 200,000 characters', `${RIGHT}${'='.repeat(200_000)}`],
];

function withSpareBits(text: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const end = text.search(/=*$/);
  if (end === text.length) throw new Error('This text leaves no bits over.');
  const last = alphabet.indexOf(text[end - 1]!);
  return text.slice(0, end - 1) + alphabet[last + 1]! + text.slice(end);
}

const byte = fc.oneof(
  fc.integer({ min: 0x20, max: 0xff }),
  fc.integer({ min: 0x41, max: 0x7a }),
  fc.constant(9),
);
const rightPair = fc
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
        const place = at % (changed.length + 1);
        const sign = String.fromCharCode(code);
        const rest = [changed.slice(place + 1), changed.slice(place), changed.slice(place + 1)];
        if (kind === 3)
          return changed.slice(0, place) + flipped(changed.charAt(place)) + changed.slice(place + 1);
        return changed.slice(0, place) + (kind === 2 ? '' : sign) + rest[kind]!;
      }, header),
    );
const flipped = (letter: string) =>
  letter === letter.toLowerCase() ? letter.toUpperCase().slice(0, 1) : letter.toLowerCase();
const bytes = (maxLength: number) => fc.uint8Array({ maxLength });
const near = fc
  .tuple(
    fc.constantFrom(LOGIN, LOGIN.toLowerCase(), 'Chat', '', PASSWORD),
    fc.constantFrom(':', '', '::', ': ', ';', '\0:'),
    fc.constantFrom(PASSWORD, PASSWORD.toUpperCase(), 'pass', '', `${PASSWORD}:`, PASSWORD.normalize('NFD')),
  )
  .map((parts) => parts.join(''));

/** Authorization headers of every kind, the right one and its neighbours often. */
const attempts: fc.Arbitrary<Attempt> = fc.oneof(
  { arbitrary: changesOf(rightPair).map((header) => attemptOf(header)), weight: 8 },
  { arbitrary: rightPair.map((header) => attemptOf(header)), weight: 1 },
  {
    // Changed before it is encoded, so that the base64 is always in order.
    arbitrary: changesOf(fc.constant(onTheWire(PAIR))).map((pair) =>
      attemptOf(basic(Buffer.from(pair, 'latin1'))),
    ),
    weight: 4,
  },
  { arbitrary: near.map((pair) => attemptOf(basic(pair))), weight: 2 },
  { arbitrary: bytes(40).map((pair) => attemptOf(basic(pair))), weight: 2 },
  {
    arbitrary: fc.array(byte, { maxLength: 60 }).map((codes) => attemptOf(String.fromCharCode(...codes))),
    weight: 2,
  },
  {
    arbitrary: fc
      .tuple(fc.stringMatching(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,12}$/), fc.constantFrom(' ', '  ', '\t', ''))
      .map(([scheme, blank]) => attemptOf(`${scheme}${blank}${base64(PAIR)}`)),
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
      .array(fc.oneof(rightPair, changesOf(rightPair), fc.constant('Basic Og==')), {
        minLength: 2,
        maxLength: 3,
      })
      .map((headers) => attemptOf(...headers)),
    weight: 1,
  },
);

describe.each(ADAPTERS)('the chat server is let in on %s', (adapter) => {
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

  it.each(ACCEPTED)('with %s', async (_, ...headers) => {
    expect(isRight(headers[0])).toBe(true);
    expect(await statusOf(headers)).toBe(200);
  });

  it.each(REFUSED)('not with %s', async (_, ...headers) => {
    expect(isRight(headers[0])).toBe(false);
    expect(await statusOf(headers)).toBe(401);
  });

  it.each(NOT_HTTP)('nor with what is no HTTP: %s', async (_, ...headers) => {
    expect([undefined, 400, 401, 431]).toContain(await statusOf(headers));
  });

  it('by no other header than the right one', async () => {
    const total = casesOf(200_000);
    const progress = progressOf(`2.1 headers on ${adapter}`, total);
    const statuses = new Map<number, number>();
    const surprises: object[] = [];
    for (let done = 0; done < total;) {
      // Some connections at once, each with many requests.
      const size = Math.min(2_000, total - done);
      const batch = fc.sample(attempts, size);
      const alone = batch.filter(({ isAlone }) => isAlone);
      const others = batch.filter(({ isAlone }) => !isAlone);
      const chunks = [...alone.map((attempt) => [attempt]), ...chunked(others, 250)];
      const answers = await Promise.all(
        chunks.map(async (chunk) => ({ chunk, answered: await pipeline(target, chunk.map(requestOf)) })),
      );
      for (const { chunk, answered } of answers) {
        for (const [index, attempt] of chunk.entries()) {
          const status = answered[index] ?? 0;
          const expected = isRight(attempt.headers[0]) ? 200 : 401;
          // HTTP itself may refuse it: 400, 431 or no answer at all.
          const isRefusedByHttp = attempt.isAlone && [0, 400, 431].includes(status);
          if (status !== expected && !isRefusedByHttp) surprises.push({ ...attempt, status, expected });
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
        }
      }
      expect(surprises).toEqual([]);
      done += size;
      progress(done);
    }
    const accepted = statuses.get(200) ?? 0;
    expect(accepted).toBeGreaterThan(0);
    const told = [...statuses].toSorted(([one], [other]) => one - other);
    record({
      id: `2.${ADAPTERS.indexOf(adapter) + 1}`,
      claim: `On ${adapter} no Authorization header but the right one lets the chat server in`,
      measured: `${REFUSED.length + ACCEPTED.length + NOT_HTTP.length} cases of RFC 7617 and 9110 and ${figure(total)} generated headers, over HTTP`,
      result: `${told.map(([status, times]) => `${figure(times)} × ${status}`).join(', ')}; all ${figure(accepted)} answers 200 had the right bytes, the login's letter case apart; none was 5xx`,
    });
  });
});

function chunked<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

describe('the time of a comparison', () => {
  const login = 'chat-server';
  const guess = 'a-password-of-46-characters-as-dashboards-make';
  // One guess and several secrets: hashing takes longer for a longer guess, but that tells nothing of a secret.
  const secrets = {
    'another first character': `X${guess.slice(1)}`,
    'another last character': `${guess.slice(0, -1)}X`,
    'one character less': guess.slice(0, -1),
    'four times the length': guess.repeat(4),
  };
  const THRESHOLD = 4.5;
  const ROUNDS = 3;
  const samples = casesOf(40_000);

  /** The largest |t| of all pairs of secrets. */
  const largestT = (comparisonWith: (secret: string) => () => boolean): number => {
    const calls = Object.entries(secrets).map(([name, secret]) => {
      const compare = comparisonWith(secret);
      const call = () => {
        for (let time = 0; time < 8; time++) compare();
      };
      return [name, call] as const;
    });
    interleaved(Object.fromEntries(calls), Math.min(samples, 2_000));
    const times = Object.values(interleaved(Object.fromEntries(calls), samples));
    return Math.max(
      ...times.flatMap((one, index) => times.slice(index + 1).map((other) => Math.abs(welch(one, other)))),
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

  it('does not tell where a password is wrong', () => {
    const ts: number[] = [];
    // What else the machine does can shift one round, but not always the same way.
    for (let round = 0; round < ROUNDS && (ts.at(-1) ?? Number.POSITIVE_INFINITY) >= THRESHOLD; round++) {
      ts.push(largestT(included));
    }
    const control = largestT(stopsAtTheFirstDifference);
    // With few samples the figures say little, so they are only recorded.
    expect(isFull ? ts.at(-1) : 0).toBeLessThan(THRESHOLD);
    expect(isFull ? control : Number.POSITIVE_INFINITY).toBeGreaterThan(THRESHOLD);
    record({
      id: '2.3',
      claim:
        'The time of a comparison does not tell where a password is wrong, nor how long the right one is',
      measured: `one guess against secrets with ${Object.keys(secrets).join(', ')}: ${figure(samples)} interleaved samples of each, the slowest tenth left out; Welch's t of every pair, |t| < ${THRESHOLD} as in dudect`,
      result: `largest |t| ${ts.map((t) => t.toFixed(2)).join(', then ')} (round ${ts.length} of at most ${ROUNDS}); a comparison that stops at the first difference: |t| ${control.toFixed(1)}`,
    });
  });
});
