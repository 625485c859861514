import { describe, expect, it, vi } from 'vitest';
import { FixedUserProvider } from '../../../../test/support/options.js';
import { InvalidUserIdError } from '../users/user-id.js';
import { UsersService } from '../users/users.service.js';
import type { VisitorResolver } from './visitor-resolver.js';
import { VisitorService } from './visitor.service.js';

const ada = { id: 1, name: 'Ada' };

function setUp(resolved: unknown) {
  const resolve = vi.fn<(request: object) => Promise<unknown>>(async () => resolved);
  const provider = new FixedUserProvider([ada]);
  const service = new VisitorService({ resolve } as unknown as VisitorResolver, new UsersService(provider));
  return { service, provider, resolve };
}

describe('VisitorService', () => {
  it('gives the signed-in visitor', async () => {
    const { service, resolve } = setUp(1);
    const request = {};
    expect(await service.findId(request)).toBe(1);
    expect(resolve).toHaveBeenCalledExactlyOnceWith(request);
    expect(await service.findUser(request)).toEqual(ada);
  });

  it('takes an id of text, as a session may hold it', async () => {
    const { service } = setUp('1');
    expect(await service.findId({})).toBe(1);
    expect(await service.findUser({})).toEqual(ada);
  });

  it.each([null, undefined])('takes %s for a guest and asks the provider nothing', async (resolved) => {
    const { service, provider } = setUp(resolved);
    expect(await service.findId({})).toBeNull();
    expect(await service.findUser({})).toBeNull();
    expect(provider.calls).toEqual([]);
  });

  it('takes a visitor whom the provider does not know for nobody', async () => {
    const { service, provider } = setUp(2);
    vi.spyOn(provider, 'findByIds').mockResolvedValue([]);
    expect(await service.findUser({})).toBeNull();
  });

  it.each(['abc', 0, {}, true])('refuses a resolver that gives %o', async (resolved) => {
    const { service, provider } = setUp(resolved);
    await expect(service.findUser({})).rejects.toBeInstanceOf(InvalidUserIdError);
    expect(provider.calls).toEqual([]);
  });

  it('reads the visitor once per request, even when two ask at the same time', async () => {
    const { service, provider, resolve } = setUp(1);
    const request = {};
    expect(await Promise.all([service.findUser(request), service.findUser(request)])).toEqual([ada, ada]);
    await service.findUser(request);
    expect(resolve).toHaveBeenCalledTimes(1);
    expect(provider.calls).toHaveLength(1);
  });

  it('keeps nothing from one request to the next', async () => {
    const { service, provider, resolve } = setUp(1);
    await service.findUser({});
    resolve.mockResolvedValue(null);
    expect(await service.findUser({})).toBeNull();
    expect(provider.calls).toHaveLength(1);
  });

  it('rejects when the resolver throws', async () => {
    const { service, resolve } = setUp(1);
    resolve.mockImplementation(() => {
      throw new Error('no session');
    });
    await expect(service.findUser({})).rejects.toThrow('no session');
  });
});
