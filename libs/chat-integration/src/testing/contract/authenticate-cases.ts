import { describeValue } from '../../text/describe.js';
import type { UserId } from '../../users/user-id.js';
import type { UserProvider } from '../../users/user-provider.js';
import { CONTEXT, expectUser, optionalMethod, resultOf } from './call-provider.js';
import { UserProviderContractError, type Check } from './contract-case.js';
import { expectFieldTypes } from './expect-field-types.js';

/** A login, for the contract of `authenticate`. */
export interface AuthenticateSample<Id extends UserId = number> {
  login: string;
  password: string;
  /** The id of the user who has this login. */
  userId: Id;
}

/** The checks of `authenticate` (`protocol/imbachat.md` section 1.3, login check). */
export function authenticateCases(sample: AuthenticateSample<UserId>): Record<string, Check> {
  const { login, password, userId } = sample;
  const refuses =
    (call: string, pairs: readonly (readonly [login: string, password: string])[]): Check =>
    async (provider) => {
      for (const pair of pairs) {
        const result = await authenticate(provider, call, ...pair);
        if (result === null) continue;
        throw new UserProviderContractError(
          call,
          'resolve to null',
          `resolved to ${describeValue(result)}`,
          'compare the whole login and the whole password, and return null if either is wrong.',
        );
      }
    };

  return {
    'authenticate resolves to the user with this login and password': async (provider) => {
      const call = `authenticate with the login of user ${userId}`;
      const user = await authenticate(provider, call, login, password);
      if (user === null) {
        throw new UserProviderContractError(
          call,
          'resolve to the user',
          'resolved to null',
          'check that the sample contains the password, not its hash.',
        );
      }
      expectUser(call, user);
      if (String(user.id) !== String(userId)) {
        throw new UserProviderContractError(
          call,
          `resolve to user ${userId}`,
          `resolved to user ${user.id}`,
          'return the user who has the login.',
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
      [`${login} is unknown`, password],
      ['%', password],
      ['', password],
    ]),
  };
}

function authenticate(
  provider: UserProvider<UserId>,
  call: string,
  login: string,
  password: string,
): Promise<unknown> {
  const method = optionalMethod(provider, 'authenticate');
  return resultOf(call, () => method(login, password, CONTEXT));
}
