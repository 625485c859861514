import { ChatIntegrationError } from '../../chat-integration.errors.js';
import type { UserId } from '../../users/user-id.js';
import type { UserProvider } from '../../users/user-provider.js';

/** One test case of a contract, for any test framework. */
export interface ContractCase {
  /** The name of the test. */
  readonly name: string;
  /**
   * Runs the case; can be called without `this`.
   *
   * @throws {UserProviderContractError} when the provider does not fulfil the contract.
   */
  readonly run: () => Promise<void>;
}

/** A `UserProvider` does not fulfil its contract. */
export class UserProviderContractError extends ChatIntegrationError {
  readonly code = 'ERR_CHAT_USER_PROVIDER_CONTRACT';

  /**
   * @param call the call, without passwords.
   * @param expected what the call should do, as an infinitive.
   * @param got what it did, as a sentence about `it`.
   * @param fix how to fix it.
   */
  constructor(call: string, expected: string, got: string, fix: string, options?: ErrorOptions) {
    super(`Expected ${call} to ${expected} but it ${got}. Fix: ${fix}`, options);
  }
}

/** Checks one requirement of the contract. */
export type Check = (provider: UserProvider<UserId>) => Promise<void>;

/** Creates the cases from their checks, each with a new provider. */
export function toCases(
  create: () => UserProvider<UserId> | Promise<UserProvider<UserId>>,
  checks: Readonly<Record<string, Check>>,
): ContractCase[] {
  return Object.entries(checks).map(([name, check]) => ({
    name,
    run: async () => check(await create()),
  }));
}
