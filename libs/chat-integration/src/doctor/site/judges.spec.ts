import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseUserId } from '../../users/user-id.js';
import { told } from './answers.js';
import { isBasicChallenge } from './authorization-checks.js';
import { judgeInternals } from './further-checks.js';
import { median } from './median.js';
import type { Answer } from './site.js';
import { judgeSpeed } from './transport-checks.js';
import { castable, judgeCacheControl, judgeContentType } from './users-info-checks.js';

const answer = (body: unknown, status = 200, contentType?: string): Answer => ({
  url: 'https://site.example/users/1',
  status,
  headers: new Headers(contentType === undefined ? {} : { 'content-type': contentType }),
  text: typeof body === 'string' ? body : JSON.stringify(body),
  json: typeof body === 'string' ? undefined : body,
  ms: 1,
});

describe('judgeCacheControl', () => {
  it.each([
    ['private, no-store', 'passed'],
    ['No-Store', 'passed'],
    ['max-age=60, no-store', 'passed'],
    [null, 'warning'],
    ['private', 'warning'],
    ['no-cache, max-age=0', 'warning'],
    ['public', 'failed'],
    ['private, max-age=60', 'failed'],
    ['s-maxage="10"', 'failed'],
    ['x-no-store', 'warning'],
  ])('of %j is %s', (header, status) => expect(judgeCacheControl(header).status).toBe(status));
});

describe('judgeContentType', () => {
  it.each([
    ['application/json', 'passed'],
    ['application/json; charset=utf-8', 'passed'],
    ['Application/JSON;charset="UTF8"', 'passed'],
    ['application/problem+json', 'passed'],
    [null, 'warning'],
    ['text/html', 'warning'],
    ['application/jsonp', 'warning'],
    ['application/json; charset=windows-1251', 'warning'],
  ])('of %j is %s', (header, status) => expect(judgeContentType(header).status).toBe(status));
});

describe('isBasicChallenge', () => {
  it.each([
    ['Basic realm="Backend"', true],
    ['basic realm=x', true],
    ['Bearer, Basic realm="a"', true],
    ['Basic', false],
    ['XBasic realm="a"', false],
    ['Bearer realm="a"', false],
    [undefined, false],
  ])('of %j is %j', (challenge, is) => {
    const headers = new Headers(challenge === undefined ? {} : { 'www-authenticate': challenge });
    expect(isBasicChallenge({ headers })).toBe(is);
  });
});

describe('judgeSpeed', () => {
  it('warns past a second', () => {
    expect(judgeSpeed([[1, 1_000]]).status).toBe('passed');
    expect(
      judgeSpeed([
        [1, 10],
        [100, 1_001],
      ]),
    ).toEqual({
      status: 'warning',
      detail: 'Median of 3 by count of ids: 1: 10 ms, 100: 1001 ms.',
    });
  });

  it('is not misled by one slow answer', () => expect(median([9, 1, 5])).toBe(5));
});

describe('judgeInternals', () => {
  it.each([
    '<b>Warning</b>:  Undefined variable',
    'Fatal error: Uncaught Error in /srv/a.php on line 3',
    'SQLSTATE[42S02]: Base table not found',
    'Traceback (most recent call last)',
    'Error: no\n    at handle (/srv/app.js:1:2)',
    '{"stack":"Error: no\\n    at file:///srv/app.js:1:2"}',
    'Who is chat with hush-hush?',
  ])('finds %j', (text) => {
    expect(judgeInternals([answer([]), answer(text)], ['hush-hush'])).toEqual({
      status: 'failed',
      detail: '1 of 2 do, the first at "/users/1".',
    });
  });

  it.each(['[]', 'Warning: look at line 3', '{"name":"Ada, at home:1:2"}'])(
    'does not take %j for one',
    (text) => {
      expect(judgeInternals([answer(text)], ['hush-hush', 'at'])).toMatchObject({ status: 'passed' });
    },
  );
});

describe('castable', () => {
  it('is no id, whoever it is made of', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999_999 }), (id) => {
        expect(castable(id).filter((text) => parseUserId(text) !== undefined)).toEqual([]);
      }),
    );
  });
});

describe('told', () => {
  it.each([
    [answer([]), '200 with []'],
    [answer([{ user_id: 1 }]), '200 with 1 record: 1'],
    [answer([{ user_id: 1 }, {}]), '200 with 2 records: 1, missing'],
    [answer({}, 500), '500 with JSON of type object'],
    [answer([1]), '200 with an array'],
    [answer('', 404), '404 without a body'],
    [answer('<h1>', 200, 'text/html'), '200 with "text/html" that is no JSON'],
    [answer('<h1>'), '200 with a body that is no JSON'],
  ])('case %#: %2$s', (given, words) => expect(told(given)).toBe(words));
});
