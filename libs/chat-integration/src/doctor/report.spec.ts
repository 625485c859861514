import { describe, expect, it } from 'vitest';
import type { Finding, Status } from './check.js';
import { exitCodeOf, type Report, reportOf } from './report.js';
import { reportTable } from './report-table.js';

const finding = (status: Status, more: Partial<Finding> = {}): Finding => ({
  id: status,
  section: 'protocol/x.md section 1',
  title: `It ${status}`,
  status,
  detail: '',
  remedy: status === 'warning' || status === 'failed' ? 'Mend it.' : null,
  ...more,
});
const stop = { code: 'ERR_CHAT_DOCTOR_LIMITED', message: 'hush stopped' } as const;
const report = (findings: Finding[], { strict = false, stopped = null as Report['stopped'] } = {}): Report =>
  reportOf({ examined: 'site', url: 'https://site.example' }, { findings, stopped }, strict, (text) =>
    text.replaceAll('hush', '••••'),
  );

describe('reportOf', () => {
  it.each([
    ['nothing to mend', report([finding('passed'), finding('skipped')]), 0],
    ['a warning', report([finding('warning')]), 0],
    ['a warning, strictly', report([finding('warning')], { strict: true }), 1],
    ['a failure', report([finding('failed')]), 1],
    ['a stop', report([finding('passed')], { stopped: stop }), 2],
    ['a stop after a failure', report([finding('failed')], { stopped: stop }), 2],
  ])('has the exit code of %s', (_, drawn, exitCode) => {
    expect(exitCodeOf(drawn)).toBe(exitCode);
    expect(drawn.ok).toBe(exitCode === 0);
  });

  it('counts, and hides what nobody may see', () => {
    const drawn = report([finding('failed', { detail: 'It is hush.' })], { stopped: stop });
    expect(drawn.summary).toEqual({ passed: 0, warning: 0, failed: 1, skipped: 0 });
    expect(JSON.stringify(drawn)).not.toContain('hush');
    expect(drawn).toMatchObject({ url: 'https://site.example', signed: [] });
  });
});

describe('reportTable', () => {
  it('has a line for each check, and what to do below', () => {
    const findings = [finding('passed', { detail: 'Fine.' }), finding('failed', { detail: 'Broken.' })];
    expect(reportTable(report(findings), false).split('\n')).toEqual([
      'https://site.example/'.slice(0, -1),
      '',
      '✔ passed  It passed',
      '          Fine.',
      '✖ failed  It failed',
      '          Broken.',
      '          Mend it. (protocol/x.md section 1)',
      '',
      '1 passed, 0 warnings, 1 failed, 0 skipped',
      '',
    ]);
  });

  it('colours for a terminal alone', () => {
    const drawn = report([finding('failed'), finding('warning')]);
    expect(reportTable(drawn, true)).toContain('\u001b[31m✖ failed');
    expect(reportTable(drawn, false)).not.toContain('\u001b');
  });

  it('shows nothing that a terminal would obey', () => {
    const drawn = report([finding('failed', { detail: 'a\u001b[2J\u202eb\rc\u009b' })]);
    expect(reportTable(drawn, false)).toContain('a\\u001b[2J\\u202eb\\u000dc\\u009b');
  });
});
