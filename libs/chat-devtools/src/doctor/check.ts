import { CheckError, type DoctorErrorCode } from './doctor.errors.js';

/** The status of a check; `skipped` if there was nothing to check. */
export type Status = 'passed' | 'warning' | 'failed' | 'skipped';

/** The result of one check. */
export interface CheckResult {
  readonly status: Status;
  /** What was found: one or two sentences without a secret, or `''`. */
  readonly detail: string;
}

/** A check of one rule of a protocol. */
export interface Check<Subject> {
  /** The stable name of the check, which programs can rely on. */
  readonly id: string;
  /** Where the rule is documented, for example `protocol/imbachat.md section 1.2`. */
  readonly section: string;
  /** What is true if the check passes. */
  readonly title: string;
  /** How to fix the problem: one or two sentences. */
  readonly fix: string;
  /** The id of an earlier check; if that one does not pass, this one is skipped. */
  readonly needs?: string;
  /**
   * Runs the check.
   *
   * @throws {CheckError} which counts as a failure, and can stop the run.
   */
  run(subject: Subject): CheckResult | Promise<CheckResult>;
}

/** The result of one check, as it is reported. */
export interface Finding {
  readonly id: string;
  readonly section: string;
  readonly title: string;
  readonly status: Status;
  readonly detail: string;
  /** How to fix the problem; `null` unless the status is `warning` or `failed`. */
  readonly fix: string | null;
}

/** Why the doctor stopped before the last check. */
export interface StopReason {
  readonly code: DoctorErrorCode;
  readonly message: string;
}

/** The results of all checks. */
export interface CheckResults {
  /** One for each check, in their order. */
  readonly findings: readonly Finding[];
  /** Why the remaining checks were skipped; `null` if all of them were run. */
  readonly stopped: StopReason | null;
}

export const passed = (detail = ''): CheckResult => ({ status: 'passed', detail });
export const warning = (detail: string): CheckResult => ({ status: 'warning', detail });
export const failed = (detail: string): CheckResult => ({ status: 'failed', detail });
export const skipped = (detail: string): CheckResult => ({ status: 'skipped', detail });

const MAX_PROBLEMS = 10;

/** Returns a passed check if there are no problems, otherwise a failed one with the first ten problems. */
export function passedIfNone(problems: readonly string[], otherwise = failed): CheckResult {
  if (problems.length === 0) return passed();
  const shown = problems.slice(0, MAX_PROBLEMS);
  return otherwise([...shown, ...(problems.length > MAX_PROBLEMS ? ['…'] : [])].join(' '));
}

/**
 * Runs the checks one after another. If the first check gets no usable response, or a check throws an error that stops
 * the run, the remaining checks are skipped.
 */
export async function runChecks<Subject>(
  checks: readonly Check<Subject>[],
  subject: Subject,
): Promise<CheckResults> {
  const findings: Finding[] = [];
  let stopped: StopReason | null = null;
  for (const check of checks) {
    const needed = findings.find(({ id }) => id === check.needs);
    let result: CheckResult;
    if (stopped) result = skipped('The doctor stopped before this check.');
    else if (needed && needed.status !== 'passed' && needed.status !== 'warning') {
      result = skipped(`Skipped because the check ${needed.id} did not pass.`);
    } else {
      try {
        result = await check.run(subject);
      } catch (error) {
        if (!(error instanceof CheckError)) throw error;
        result = failed(error.message);
        if (error.stopsRun || check === checks[0]) {
          stopped = { code: error.code, message: error.message };
        }
      }
    }
    findings.push(toFinding(check, result));
  }
  return { findings, stopped };
}

function toFinding(
  { id, section, title, fix }: Omit<Check<never>, 'run'>,
  { status, detail }: CheckResult,
): Finding {
  const hasProblem = status === 'warning' || status === 'failed';
  return { id, section, title, status, detail, fix: hasProblem ? fix : null };
}
