import { describe, expect, it } from 'vitest';
import { type Check, examine, failed, passed, skipped, warning } from './check.js';
import { LimitedError, NoAnswerError } from './doctor.errors.js';

const check = (id: string, run: Check<string>['run'], needs?: string): Check<string> => ({
  id,
  section: 'section',
  title: `Title of ${id}`,
  remedy: `Remedy of ${id}`,
  ...(needs !== undefined && { needs }),
  run,
});
const fails = (error: Error) => () => Promise.reject(error);
const statuses = async (...checks: Check<string>[]) => {
  const { findings, stopped } = await examine(checks, 'subject');
  return { stopped, statuses: findings.map(({ status }) => status) };
};

describe('examine', () => {
  it('tells what each check found, with a remedy where there is something to mend', async () => {
    const { findings } = await examine(
      [check('a', (subject) => passed(subject)), check('b', () => failed('broken'))],
      'subject',
    );
    expect(findings).toEqual([
      { id: 'a', section: 'section', title: 'Title of a', status: 'passed', detail: 'subject', remedy: null },
      {
        id: 'b',
        section: 'section',
        title: 'Title of b',
        status: 'failed',
        detail: 'broken',
        remedy: 'Remedy of b',
      },
    ]);
  });

  it('skips what tells nothing without another check, and what needs that', async () => {
    const checks = [
      check('a', () => failed('')),
      check('b', () => passed(), 'a'),
      check('c', () => passed(), 'b'),
    ];
    expect((await statuses(...checks)).statuses).toEqual(['failed', 'skipped', 'skipped']);
    const others = [
      check('a', () => warning('')),
      check('b', () => skipped(''), 'a'),
      check('c', () => passed(), 'b'),
    ];
    expect((await statuses(...others)).statuses).toEqual(['warning', 'skipped', 'skipped']);
  });

  it('goes on after a question without an answer, unless it was the first', async () => {
    const silent = fails(new NoAnswerError('nothing'));
    const later = await statuses(
      check('a', () => passed()),
      check('b', silent),
      check('c', () => passed()),
    );
    expect(later).toEqual({ statuses: ['passed', 'failed', 'passed'], stopped: null });
    const first = await statuses(
      check('a', silent),
      check('b', () => passed()),
    );
    expect(first).toEqual({
      statuses: ['failed', 'skipped'],
      stopped: { code: 'ERR_CHAT_DOCTOR_NO_ANSWER', message: 'nothing' },
    });
  });

  it('ends where it is limited', async () => {
    const { stopped } = await statuses(
      check('a', () => passed()),
      check('b', fails(new LimitedError('7'))),
    );
    expect(stopped).toMatchObject({
      code: 'ERR_CHAT_DOCTOR_LIMITED',
      message: expect.stringContaining('7 seconds'),
    });
    expect(new LimitedError('soon').message).toContain('Wait a minute');
    expect(new LimitedError(null).message).toContain('Wait a minute');
  });

  it('hides no mistake of its own', async () => {
    await expect(examine([check('a', fails(new TypeError('a bug')))], '')).rejects.toThrow('a bug');
  });
});
