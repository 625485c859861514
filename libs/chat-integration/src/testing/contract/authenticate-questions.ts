import type { UserId } from '../../users/user-id.js';
import type { UserProvider } from '../../users/user-provider.js';
import { answerOf, expectUser, kindOf } from './answers.js';
import { abilityOf, type Question, UserProviderContractError } from './contract-case.js';
import { expectFieldTypes } from './expect-field-types.js';

/** What the contract asks `authenticate` for. */
export interface AuthenticateSample {
  login: string;
  password: string;
  /** Whose login it is. */
  userId: UserId;
}

/** What is asked of `authenticate` (`protocol/imbachat.md` section 1.3, login check). */
export function authenticateQuestions(sample: AuthenticateSample): Record<string, Question> {
  const { login, password, userId } = sample;
  const refuses =
    (call: string, pairs: readonly (readonly [login: string, password: string])[]): Question =>
    async (provider) => {
      for (const pair of pairs) {
        const answer = await authenticate(provider, call, ...pair);
        if (answer === null) continue;
        throw new UserProviderContractError(
          call,
          'resolve to null',
          `resolved to ${kindOf(answer)}`,
          'Compare login and password whole, and return null for both mistakes alike.',
        );
      }
    };

  return {
    'authenticate returns the user of a login and its password': async (provider) => {
      const call = `authenticate with the login of user ${userId}`;
      const user = await authenticate(provider, call, login, password);
      if (user === null) {
        throw new UserProviderContractError(
          call,
          'resolve to the user',
          'resolved to null',
          'Check that the sample holds the password itself, not its hash.',
        );
      }
      expectUser(call, user);
      if (user.id !== userId) {
        throw new UserProviderContractError(
          call,
          `resolve to user ${userId}`,
          `resolved to user ${user.id}`,
          'Return the user whose login it is.',
        );
      }
      expectFieldTypes(call, user);
    },
    'authenticate resolves to null for a wrong password': refuses('authenticate with a wrong password', [
      [login, `${password}x`],
      [login, password.slice(0, -1)],
      [login, ''],
    ]),
    'authenticate resolves to null for an unknown login': refuses('authenticate with an unknown login', [
      [`${login} is nobody`, password],
      ['%', password],
      ['', password],
    ]),
  };
}

function authenticate(
  provider: UserProvider,
  call: string,
  login: string,
  password: string,
): Promise<unknown> {
  const ability = abilityOf(provider, 'authenticate');
  return answerOf(call, () => ability(login, password));
}
