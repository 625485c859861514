import { describe, expect, it } from 'vitest';
import type { Finding, Status } from './check.js';
import { formatReport } from './format-report.js';
import { createReport, exitCodeOf, type Report, type ReportOptions } from './report.js';

const finding = (status: Status, more: Partial<Finding> = {}): Finding => ({
  id: status,
  section: 'protocol/x.md section 1',
  title: `Title ${status}`,
  status,
  detail: '',
  fix: status === 'warning' || status === 'failed' ? 'Fix it.' : null,
  ...more,
});
const STOPPED = { code: 'ERR_CHAT_DOCTOR_LIMITED', message: 'It is hush.' } as const;
const report = (
  findings: Finding[],
  { stopped = null, ...options }: ReportOptions & Pick<Partial<Report>, 'stopped'> = {},
): Report => createReport({ examined: 'site', url: 'https://site.example' }, { findings, stopped }, options);

describe('a report', () => {
  it.each([
    ['without problems', report([finding('passed'), finding('skipped')]), 0],
    ['with a warning', report([finding('warning')]), 0],
    ['with a warning, if strict', report([finding('warning')], { isStrict: true }), 1],
    ['with a failure', report([finding('failed')]), 1],
    ['that stopped early', report([finding('passed')], { stopped: STOPPED }), 2],
    ['that stopped after a failure', report([finding('failed')], { stopped: STOPPED }), 2],
  ])('%s has the exit code of its result', (_, made, exitCode) => {
    expect(exitCodeOf(made)).toBe(exitCode);
    expect(made.ok).toBe(exitCode === 0);
  });

  it('counts the results', () => {
    const { summary } = report([finding('failed'), finding('failed'), finding('passed')]);
    expect(summary).toEqual({ passed: 1, warning: 0, failed: 2, skipped: 0 });
  });

  it('shortens long texts, without a part of a secret at the end', () => {
    const made = report([finding('failed', { detail: `${'a'.repeat(1_990)}the-password` })], {
      secrets: ['the-password'],
    });
    expect(made.checks[0]!.detail).toBe(`${'a'.repeat(1_990)}••••…`);
  });

  it('contains no secret', () => {
    const made = report([finding('failed', { detail: 'It is hush.' })], {
      stopped: STOPPED,
      secrets: ['hush'],
    });
    expect(JSON.stringify(made)).not.toContain('hush');
    expect(made.checks[0]!.detail).toBe('It is ••••.');
  });
});

describe('a formatted report', () => {
  it('has a line for each check, followed by what was found and how to fix it', () => {
    const findings = [finding('passed', { detail: 'Fine.' }), finding('failed', { detail: 'Broken.' })];
    expect(formatReport(report(findings), false).split('\n')).toEqual([
      'https://site.example',
      '',
      '✔ passed  Title passed',
      '          Fine.',
      '✖ failed  Title failed',
      '          Broken.',
      '          Fix it. (protocol/x.md section 1)',
      '',
      '1 passed, 0 warnings, 1 failed, 0 skipped',
      '',
    ]);
  });

  it('has colours only on a terminal', () => {
    const made = report([finding('failed'), finding('warning')]);
    expect(formatReport(made, true)).toContain('\u001b[31m✖ failed');
    expect(formatReport(made, false)).not.toContain('\u001b');
  });

  it('shows a finding on one line, so that a site cannot imitate the line of a check', () => {
    const made = report([finding('failed', { detail: 'a\n✔ https  The password is safe' })]);
    expect(formatReport(made, false)).toContain('  a\\n✔ https  The password is safe\n');
  });

  it('escapes characters that control a terminal', () => {
    const made = report([finding('failed', { detail: 'a\u001b[2J\u202eb\rc\u009b' })]);
    expect(formatReport(made, false)).toContain('a\\u001b[2J\\u202eb\\u000dc\\u009b');
  });
});
