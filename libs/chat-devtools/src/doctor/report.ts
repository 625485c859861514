import type { Fact } from '../diagnosis/page-diagnosis.js';
import type { CheckResults, Finding, Status, StopReason } from './check.js';
import { hideSecrets } from './hide-secrets.js';

/** The report of the command: the JSON that `--json` prints, stable within a major version. */
export interface Report {
  /** What was examined; `null` if the arguments are wrong. */
  readonly examined: 'site' | 'token' | 'signature' | 'account' | null;
  /** The address of a site; `null` for anything else. */
  readonly url: string | null;
  /** Whether all checks ran without a failure; with `--strict`, also without a warning. */
  readonly ok: boolean;
  /** Why the command stopped early; `null` if it did not. */
  readonly stopped: StopReason | null;
  readonly summary: Readonly<Record<Status, number>>;
  readonly checks: readonly Finding[];
  /** The signed fields of a signature, with the secret masked; empty for anything else. */
  readonly signedFields: readonly Fact[];
}

/** What a report is about. */
export type ReportSubject = Pick<Report, 'examined'> & Partial<Pick<Report, 'url' | 'signedFields'>>;

/** How {@link createReport} treats what was found. */
export interface ReportOptions {
  /** Whether warnings count as failures. */
  readonly isStrict?: boolean;
  /** Secrets that the report must not contain. */
  readonly secrets?: readonly string[];
}

/** The longest text of a report, in characters. */
const MAX_TEXT_LENGTH = 2_000;

/** Creates the report of check results. Texts are shortened to 2,000 characters. */
export function createReport(
  { examined, url = null, signedFields = [] }: ReportSubject,
  { findings, stopped }: CheckResults,
  { isStrict = false, secrets = [] }: ReportOptions = {},
): Report {
  const summary = { passed: 0, warning: 0, failed: 0, skipped: 0 };
  for (const { status } of findings) summary[status] += 1;
  const show = (text: string): string => hideSecrets(shorten(text), secrets);
  return {
    examined,
    url: url && show(url),
    ok: !stopped && summary.failed === 0 && !(isStrict && summary.warning > 0),
    stopped: stopped && { ...stopped, message: show(stopped.message) },
    summary,
    checks: findings.map((finding) => ({ ...finding, detail: show(finding.detail) })),
    signedFields: signedFields.map(({ label, text }) => ({ label, text: show(text) })),
  };
}

function shorten(text: string): string {
  return text.length > MAX_TEXT_LENGTH ? `${text.slice(0, MAX_TEXT_LENGTH)}…` : text;
}

/** Returns the exit code of a report: 0 if it is ok, 1 if a check failed, 2 if the command stopped early. */
export function exitCodeOf({ ok, stopped }: Pick<Report, 'ok' | 'stopped'>): 0 | 1 | 2 {
  if (stopped) return 2;
  return ok ? 0 : 1;
}
