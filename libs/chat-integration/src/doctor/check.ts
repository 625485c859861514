import type { ChatIntegrationErrorCode } from '../chat-integration.errors.js';
import { LimitedError, NoAnswerError } from './doctor.errors.js';

/** How a check ended; `skipped` where there was nothing to look at. */
export type Status = 'passed' | 'warning' | 'failed' | 'skipped';

/** What a check found. */
export interface Verdict {
  readonly status: Status;
  /** What was found: one or two sentences without a secret; `''` where there is nothing to say. */
  readonly detail: string;
}

/** One rule that is looked at. */
export interface Check<Subject> {
  /** The check's name; stable, so that programs can rely on it. */
  readonly id: string;
  /** Where the rule stands, for example `protocol/imbachat.md section 1.2`. */
  readonly section: string;
  /** What is so when all is well. */
  readonly title: string;
  /** How to mend it: one or two sentences. */
  readonly remedy: string;
  /** The check without whose success this one tells nothing. */
  readonly needs?: string;
  /**
   * Looks.
   *
   * @throws {NoAnswerError} which counts as a failure.
   * @throws {LimitedError} which ends the examination.
   */
  run(subject: Subject): Verdict | Promise<Verdict>;
}

/** What came of one check. */
export interface Finding {
  readonly id: string;
  readonly section: string;
  readonly title: string;
  readonly status: Status;
  readonly detail: string;
  /** How to mend it; `null` unless the status is `warning` or `failed`. */
  readonly remedy: string | null;
}

/** Why an examination did not get to its end. */
export interface Stop {
  readonly code: ChatIntegrationErrorCode;
  readonly message: string;
}

/** What came of all checks. */
export interface Examination {
  /** One for each check, in their order. */
  readonly findings: readonly Finding[];
  /** Why the checks after a certain one were skipped; `null` when all were run. */
  readonly stopped: Stop | null;
}

export const passed = (detail = ''): Verdict => ({ status: 'passed', detail });
export const warning = (detail: string): Verdict => ({ status: 'warning', detail });
export const failed = (detail: string): Verdict => ({ status: 'failed', detail });
export const skipped = (detail: string): Verdict => ({ status: 'skipped', detail });

/** A verdict that passes unless there are problems. */
export function unless(problems: readonly string[], verdict: (detail: string) => Verdict): Verdict {
  return problems.length === 0 ? passed() : verdict(problems.join(' '));
}

/**
 * Runs the checks one after another. The first check is that the subject can be looked at at all: where it
 * gets no answer, the examination ends.
 */
export async function examine<Subject>(
  checks: readonly Check<Subject>[],
  subject: Subject,
): Promise<Examination> {
  const findings: Finding[] = [];
  let stopped: Stop | null = null;
  for (const check of checks) {
    const needed = findings.find(({ id }) => id === check.needs);
    let verdict: Verdict;
    if (stopped) verdict = skipped('The doctor had stopped before.');
    else if (needed && needed.status !== 'passed' && needed.status !== 'warning') {
      verdict = skipped(`It tells nothing without "${needed.id}".`);
    } else {
      try {
        verdict = await check.run(subject);
      } catch (error) {
        if (!(error instanceof NoAnswerError || error instanceof LimitedError)) throw error;
        verdict = failed(error.message);
        if (error instanceof LimitedError || check === checks[0]) {
          stopped = { code: error.code, message: error.message };
        }
      }
    }
    findings.push(findingOf(check, verdict));
  }
  return { findings, stopped };
}

function findingOf(check: Check<never>, { status, detail }: Verdict): Finding {
  const { id, section, title, remedy } = check;
  const isFine = status === 'passed' || status === 'skipped';
  return { id, section, title, status, detail, remedy: isFine ? null : remedy };
}
