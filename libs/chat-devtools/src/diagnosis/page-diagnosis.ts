/** Why a page is refused; contains no secret. */
export interface Problem {
  /** Identifies the problem for programs, for example `token-expired`. */
  readonly code: string;
  /** What is wrong: one or two sentences. */
  readonly text: string;
  /** How to fix it: one or two sentences. */
  readonly fix: string;
}

/** The user whom a page signs in. */
export interface PageUser {
  /** The user's id as text. */
  readonly id: string;
  /** The name, exactly as it was sent. */
  readonly name: string;
  /** URL of the picture. */
  readonly avatarUrl?: string;
}

/** A label and a text, shown as plain text, never as HTML. */
export interface Fact {
  readonly label: string;
  readonly text: string;
}

/** Whether a vendor would accept the identity that a page sends. */
export interface PageDiagnosis {
  readonly state: 'verified' | 'guest' | 'refused';
  /** The signed-in user; `null` unless verified. */
  readonly user: PageUser | null;
  /** What was checked, and the results. */
  readonly facts: readonly Fact[];
  /** Why the page was refused; `null` unless it was. */
  readonly problem: Problem | null;
  /** The fields that were signed, with the secret masked; empty for tokens. */
  readonly signedFields: readonly Fact[];
}

/** Builds a diagnosis; omitted members are empty. */
export function pageDiagnosis(
  state: PageDiagnosis['state'],
  members: Partial<PageDiagnosis> = {},
): PageDiagnosis {
  return { state, user: null, facts: [], problem: null, signedFields: [], ...members };
}
