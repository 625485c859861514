/** Why the sandbox refuses what a page sent, in words that a developer can act on; holds no secret. */
export interface PanelProblem {
  /** What is wrong, in a form that tests can rely on, for example `token-expired`. */
  readonly code: string;
  /** What is wrong: one or two sentences. */
  readonly text: string;
  /** How to mend it: one or two sentences. */
  readonly remedy: string;
}

/** Somebody whom a panel shows. */
export interface PanelPerson {
  /** The site's id of the person, as text. */
  readonly id: string;
  /** The name, as it came. */
  readonly name: string;
  /** URL of the picture; shown where it is of the page's own origin. */
  readonly avatarUrl?: string;
}

/** One line of a list in a panel. */
export interface PanelFact {
  readonly label: string;
  /** Shown as it is, never as HTML. */
  readonly text: string;
}

/** What a panel shows once the sandbox has looked at what the page sent. */
export interface PanelView {
  readonly state: 'verified' | 'guest' | 'refused';
  /** Who is signed in; `null` unless verified. */
  readonly person: PanelPerson | null;
  /** What was looked at, and with what result. */
  readonly facts: readonly PanelFact[];
  /** Why the page was refused; `null` unless it was. */
  readonly problem: PanelProblem | null;
  /** The text that was signed, field by field, the secret masked; empty where nothing is signed this way. */
  readonly signed: readonly PanelFact[];
}

/** The view of a page that was refused. */
export function refusal(
  problem: PanelProblem,
  facts: readonly PanelFact[] = [],
  signed: readonly PanelFact[] = [],
): PanelView {
  return { state: 'refused', person: null, facts, problem, signed };
}
