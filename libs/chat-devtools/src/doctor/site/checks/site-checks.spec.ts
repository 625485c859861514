import * as fc from 'fast-check';
import { parseUserNumber } from 'nestjs-chat-integration/protocol';
import { describe, expect, it } from 'vitest';
import { hasBasicChallenge } from './authorization-checks.js';
import { describeResponse } from './describe-response.js';
import type { SiteResponse } from '../site.js';
import { checkSpeed } from './transport-checks.js';
import { checkCacheControl, checkContentType, invalidIds } from './users-info-checks.js';

const response = (body: unknown, status = 200, contentType?: string): SiteResponse => ({
  url: 'https://site.example/users/1',
  status,
  headers: new Headers(contentType === undefined ? {} : { 'content-type': contentType }),
  text: typeof body === 'string' ? body : JSON.stringify(body),
  json: typeof body === 'string' ? undefined : body,
  ms: 1,
});

describe('the check of Cache-Control', () => {
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
  ])('rates %j as %s', (header, status) => expect(checkCacheControl(header).status).toBe(status));
});

describe('the check of Content-Type', () => {
  it.each([
    ['application/json', 'passed'],
    ['application/json; charset=utf-8', 'passed'],
    ['Application/JSON;charset="UTF8"', 'passed'],
    ['application/problem+json', 'passed'],
    [null, 'warning'],
    ['text/html', 'warning'],
    ['application/jsonp', 'warning'],
    ['application/json; charset=windows-1251', 'warning'],
  ])('rates %j as %s', (header, status) => expect(checkContentType(header).status).toBe(status));
});

describe('a challenge of HTTP Basic', () => {
  it.each(['Basic realm="Backend"', 'basic realm=x', 'Bearer, Basic realm="a"'])(
    'is recognized in %j',
    (challenge) => {
      expect(hasBasicChallenge({ headers: new Headers({ 'www-authenticate': challenge }) })).toBe(true);
    },
  );

  it.each(['Basic', 'XBasic realm="a"', 'Bearer realm="a"'])('is not recognized in %j', (challenge) => {
    expect(hasBasicChallenge({ headers: new Headers({ 'www-authenticate': challenge }) })).toBe(false);
  });

  it('is not recognized in a response without the header', () => {
    expect(hasBasicChallenge({ headers: new Headers() })).toBe(false);
  });
});

describe('the check of the speed', () => {
  it('warns if the median is more than a second', () => {
    expect(checkSpeed([[1, [1_000, 1_000, 1_000]]]).status).toBe('passed');
    expect(
      checkSpeed([
        [1, [10, 10, 10]],
        [100, [1, 1_001, 1_002]],
      ]),
    ).toEqual({
      status: 'warning',
      detail: 'Median of 3 requests by number of users: 1: 10 ms, 100: 1001 ms.',
    });
  });

  it('ignores a single slow response', () => {
    expect(checkSpeed([[1, [9_000, 1, 5]]]).status).toBe('passed');
  });
});

describe('the invalid ids', () => {
  it('are invalid for every user', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999_999 }), (id) => {
        expect(invalidIds(id).filter((text) => parseUserNumber(text) !== undefined)).toEqual([]);
      }),
    );
  });
});

describe('describeResponse', () => {
  it.each([
    ['200 with []', response([])],
    ['200 with 1 record: 1', response([{ user_id: 1 }])],
    ['200 with 2 records: 1, missing', response([{ user_id: 1 }, {}])],
    ['500 with JSON of type object', response({}, 500)],
    ['200 with an array', response([1])],
    ['404 without a body', response('', 404)],
    ['200 with "text/html" that is not JSON', response('<h1>', 200, 'text/html')],
    ['200 with a body that is not JSON', response('<h1>')],
  ])('returns %j', (text, given) => expect(describeResponse(given)).toBe(text));
});
