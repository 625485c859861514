/** Why what a page sent is refused, in words that a developer can act on; holds no secret. */
export interface PageProblem {
  /** What is wrong, in a form that tests can rely on, for example `token-expired`. */
  readonly code: string;
  /** What is wrong: one or two sentences. */
  readonly text: string;
  /** How to mend it: one or two sentences. */
  readonly remedy: string;
}

/** Somebody whom a page names as its visitor. */
export interface PagePerson {
  /** The site's id of the person, as text. */
  readonly id: string;
  /** The name, as it came. */
  readonly name: string;
  /** URL of the picture; shown where it is of the page's own origin. */
  readonly avatarUrl?: string;
}

/** One line of a list: what was looked at, and what it is. */
export interface PageFact {
  readonly label: string;
  /** Shown as it is, never as HTML. */
  readonly text: string;
}

/** What is to be said of who a page says is looking. */
export interface PageVerdict {
  readonly state: 'verified' | 'guest' | 'refused';
  /** Who is signed in; `null` unless verified. */
  readonly person: PagePerson | null;
  /** What was looked at, and with what result. */
  readonly facts: readonly PageFact[];
  /** Why the page was refused; `null` unless it was. */
  readonly problem: PageProblem | null;
  /** The text that was signed, field by field, the secret masked; empty where nothing is signed this way. */
  readonly signed: readonly PageFact[];
}

/** The verdict on a page that is refused. */
export function refusal(
  problem: PageProblem,
  facts: readonly PageFact[] = [],
  signed: readonly PageFact[] = [],
): PageVerdict {
  return { state: 'refused', person: null, facts, problem, signed };
}
