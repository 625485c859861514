import { ChatIntegrationError } from '../../chat-integration.errors.js';
import type { UserAbility, UserProvider } from '../../users/user-provider.js';

/** One thing that a contract asks, to be run by any test framework. */
export interface ContractCase {
  /** What is asked, as the name of a test. */
  readonly name: string;
  /**
   * Asks it; needs no `this`.
   *
   * @throws {UserProviderContractError} when it is not so.
   */
  readonly run: () => Promise<void>;
}

/** A `UserProvider` does not do what its contract asks. */
export class UserProviderContractError extends ChatIntegrationError {
  readonly code = 'ERR_CHAT_USER_PROVIDER_CONTRACT';

  /**
   * @param call what was called; holds no password.
   * @param expected what the call was to do, as an infinitive.
   * @param got what it did, as a sentence about `it`.
   * @param remedy how to mend it.
   */
  constructor(call: string, expected: string, got: string, remedy: string, options?: ErrorOptions) {
    super(`Expected ${call} to ${expected}, but it ${got}. ${remedy}`, options);
  }
}

/** What a case asks of a provider. */
export type Question = (provider: UserProvider) => Promise<void>;

/** Makes the cases out of their questions, each to be asked of a provider of its own. */
export function casesOf(
  create: () => UserProvider | Promise<UserProvider>,
  questions: Readonly<Record<string, Question>>,
): ContractCase[] {
  return Object.entries(questions).map(([name, ask]) => ({
    name,
    run: async () => ask(await create()),
  }));
}

/** The optional method of a provider for which the host gave a sample. @throws {UserProviderContractError} when it lacks it. */
export function abilityOf<A extends UserAbility>(
  provider: UserProvider,
  ability: A,
): UserProvider[A] & object {
  const method = provider[ability];
  if (!method) {
    throw new UserProviderContractError(
      'the provider',
      `have a method ${ability}`,
      'has none',
      `Write it, or leave the sample \`${ability}\` out.`,
    );
  }
  return method.bind(provider) as UserProvider[A] & object;
}
