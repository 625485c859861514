import { describe, expect, it } from 'vitest';
import { hostOf, providerCalls } from '../../../../test/support/options.js';
import type { UserId } from '../users/user-id.js';
import { UserProviderTimeoutError } from '../users/user-provider.errors.js';
import { IdentityUserNumbers, InvalidUserNumberError, UserNumbers } from './protocol/user-numbers.js';
import { UserNumbersService } from './user-numbers.service.js';

const UUID = '42e01f0e-2f7e-4d53-9b0e-2f8c7d0d9a11';

class MappedUserNumbers extends UserNumbers {
  override async numbersOf(ids: readonly UserId[]): Promise<ReadonlyMap<UserId, number>> {
    return new Map(ids.filter((id) => id === UUID).map((id) => [id, 7]));
  }

  override async idsOf(numbers: readonly number[]): Promise<ReadonlyMap<number, UserId>> {
    return new Map(numbers.filter((number) => number === 7).map((number) => [number, UUID]));
  }
}

class HangingUserNumbers extends MappedUserNumbers {
  override idsOf = () => new Promise<never>(() => {});
}

const serviceOf = (userNumbers: UserNumbers) =>
  new UserNumbersService(hostOf(userNumbers), providerCalls(10, 1));

describe('UserNumbersService', () => {
  it('maps ids and numbers', async () => {
    const service = serviceOf(new MappedUserNumbers());
    expect(await service.numbersOf({}, [UUID, 'ada'])).toEqual(new Map([[UUID, 7]]));
    expect(await service.idsOf({}, [7, 8])).toEqual(new Map([[7, UUID]]));
    expect(await service.numberOf({}, UUID)).toBe(7);
  });

  it('refuses a user who cannot have a number', async () => {
    const error: unknown = await serviceOf(new MappedUserNumbers())
      .numberOf({}, 'ada')
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InvalidUserNumberError);
    expect(error).toHaveProperty('message', expect.stringMatching(/but got "ada"\..* `userNumbers`/));
  });

  it('has a deadline, and a limit on calls in progress', async () => {
    const service = serviceOf(new HangingUserNumbers());
    await expect(service.idsOf({}, [7])).rejects.toBeInstanceOf(UserProviderTimeoutError);
    await expect(service.idsOf({}, [7])).rejects.toHaveProperty('code', 'ERR_CHAT_USER_PROVIDER_BUSY');
  });

  it('calls the default without a limit, because it waits for nothing', async () => {
    const service = serviceOf(new IdentityUserNumbers());
    const all = await Promise.all(Array.from({ length: 10 }, () => service.idsOf({}, [7])));
    expect(all).toHaveLength(10);
  });
});
