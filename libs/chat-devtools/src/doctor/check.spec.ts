import { describe, expect, it } from 'vitest';
import { type Check, failed, passed, passedIfNone, runChecks, skipped, warning } from './check.js';
import {
  NoResponseError,
  RateLimitedError,
  ResponseTooLargeError,
  RunTooLongError,
} from './doctor.errors.js';

const check = (id: string, run: Check<string>['run'], needs?: string): Check<string> => ({
  id,
  section: 'section',
  title: `Title of ${id}`,
  fix: `Fix of ${id}`,
  ...(needs !== undefined && { needs }),
  run,
});
const fails = (error: Error) => () => Promise.reject(error);
const run = async (...checks: Check<string>[]) => {
  const { findings, stopped } = await runChecks(checks, 'subject');
  return { stopped, statuses: findings.map(({ status }) => status) };
};

describe('runChecks', () => {
  it('reports what each check found, with a fix only if there is a problem', async () => {
    const checks = [check('a', (subject) => passed(subject)), check('b', () => failed('broken'))];
    const { findings } = await runChecks(checks, 'subject');
    expect(findings).toEqual([
      { id: 'a', section: 'section', title: 'Title of a', status: 'passed', detail: 'subject', fix: null },
      {
        id: 'b',
        section: 'section',
        title: 'Title of b',
        status: 'failed',
        detail: 'broken',
        fix: 'Fix of b',
      },
    ]);
  });

  it('skips a check whose needed check failed or was skipped', async () => {
    const { statuses } = await run(
      check('a', () => failed('')),
      check('b', () => passed(), 'a'),
      check('c', () => passed(), 'b'),
    );
    expect(statuses).toEqual(['failed', 'skipped', 'skipped']);
  });

  it('runs a check whose needed check only warned', async () => {
    const { statuses } = await run(
      check('a', () => warning('')),
      check('b', () => skipped(''), 'a'),
      check('c', () => passed(), 'b'),
    );
    expect(statuses).toEqual(['warning', 'skipped', 'skipped']);
  });

  it.each([
    ['a request without a response', new NoResponseError('nothing')],
    ['a response that is too large', new ResponseTooLargeError('everything')],
  ])('continues after %s', async (_, error) => {
    const results = await run(
      check('a', () => passed()),
      check('b', fails(error)),
      check('c', () => passed()),
    );
    expect(results).toEqual({ statuses: ['passed', 'failed', 'passed'], stopped: null });
  });

  it('stops if the first check gets no response', async () => {
    const results = await run(
      check('a', fails(new NoResponseError('nothing'))),
      check('b', () => passed()),
    );
    expect(results).toEqual({
      statuses: ['failed', 'skipped'],
      stopped: { code: 'ERR_CHAT_DOCTOR_NO_ANSWER', message: 'nothing' },
    });
  });

  it('stops when the site takes too long', async () => {
    const results = await run(
      check('a', () => passed()),
      check('b', fails(new RunTooLongError('slow'))),
      check('c', () => passed()),
    );
    expect(results).toEqual({
      statuses: ['passed', 'failed', 'skipped'],
      stopped: { code: 'ERR_CHAT_DOCTOR_TOO_LONG', message: 'slow' },
    });
  });

  it.each([
    ['7', 'wait 7 seconds'],
    ['soon', 'wait a minute'],
    [null, 'wait a minute'],
  ])('stops at a rate limit with Retry-After %j, and says how long to wait', async (retryAfter, words) => {
    const { stopped, statuses } = await run(
      check('a', () => passed()),
      check('b', fails(new RateLimitedError(retryAfter))),
      check('c', () => passed()),
    );
    expect(statuses).toEqual(['passed', 'failed', 'skipped']);
    expect(stopped).toMatchObject({
      code: 'ERR_CHAT_DOCTOR_LIMITED',
      message: expect.stringContaining(words),
    });
  });

  it('throws unexpected errors', async () => {
    await expect(run(check('a', fails(new TypeError('a bug'))))).rejects.toThrow('a bug');
  });
});

describe('passedIfNone', () => {
  it('is passed without problems, and lists at most ten', () => {
    expect(passedIfNone([])).toEqual(passed());
    expect(passedIfNone(['One.', 'Two.'])).toEqual(failed('One. Two.'));
    const { detail } = passedIfNone(
      Array.from({ length: 11 }, (_, index) => `${index}.`),
      warning,
    );
    expect(detail).toBe('0. 1. 2. 3. 4. 5. 6. 7. 8. 9. …');
  });
});
