import type { PageFact } from '../widget/page-verdict.js';
import type { Examination, Finding, Status, Stop } from './check.js';

/** What the command tells: the shape of `--json`, stable within a major version. */
export interface Report {
  /** What was examined. */
  readonly examined: 'site' | 'token' | 'signature' | null;
  /** The address of a site; `null` for everything else. */
  readonly url: string | null;
  /** Whether every check was run and none failed; with `--strict` none warned either. */
  readonly ok: boolean;
  /** Why the command did not get to its end; `null` when it did. */
  readonly stopped: Stop | null;
  readonly summary: Readonly<Record<Status, number>>;
  readonly checks: readonly Finding[];
  /** What a signature stands for, field by field, the secret masked; empty for everything else. */
  readonly signed: readonly PageFact[];
}

/** What a report is about. */
export type Examined = Pick<Report, 'examined'> & Partial<Pick<Report, 'url' | 'signed'>>;

/**
 * Draws up the report of an examination.
 *
 * @param strict whether a warning is enough for the report not to be `ok`.
 * @param hide takes out of a text what nobody may see.
 */
export function reportOf(
  about: Examined,
  { findings, stopped }: Examination,
  strict: boolean,
  hide: (text: string) => string,
): Report {
  const summary = { passed: 0, warning: 0, failed: 0, skipped: 0 };
  for (const { status } of findings) summary[status] += 1;
  const { examined, url = null, signed = [] } = about;
  return {
    examined,
    url,
    ok: !stopped && summary.failed === 0 && !(strict && summary.warning > 0),
    stopped: stopped && { ...stopped, message: hide(stopped.message) },
    summary,
    checks: findings.map((finding) => ({ ...finding, detail: hide(finding.detail) })),
    signed: signed.map(({ label, text }) => ({ label, text: hide(text) })),
  };
}

/** The exit code that goes with a report: 0 all is well, 1 a check failed, 2 the command could not run. */
export function exitCodeOf({ ok, stopped }: Pick<Report, 'ok' | 'stopped'>): 0 | 1 | 2 {
  if (stopped) return 2;
  return ok ? 0 : 1;
}
