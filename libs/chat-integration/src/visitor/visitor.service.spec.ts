import { describe, expect, it, vi } from 'vitest';
import { FixedUserProvider } from '../../../../test/support/options.js';
import { ChatTelemetry } from '../telemetry/chat-telemetry.js';
import { InvalidUserIdError, type UserId } from '../users/user-id.js';
import { UsersService } from '../users/users.service.js';
import type { VisitorResolver } from './visitor-resolver.js';
import { VisitorService } from './visitor.service.js';

function setUp(resolved: unknown, userId: UserId = 1) {
  const resolve = vi.fn<(request: object) => unknown>(() => resolved);
  const provider = new FixedUserProvider([{ id: userId, name: 'Ada' }]);
  const users = new UsersService(provider, 5_000, new ChatTelemetry());
  return { service: new VisitorService({ resolve } as VisitorResolver, users), provider, resolve };
}

describe('VisitorService', () => {
  it('returns the signed-in user of the request', async () => {
    const { service, resolve } = setUp(1);
    const request = {};
    expect(await service.findVisitor(request)).toMatchObject({ id: 1, name: 'Ada' });
    expect(resolve).toHaveBeenCalledExactlyOnceWith(request);
  });

  it('waits for a resolver that is asynchronous', async () => {
    expect(await setUp(Promise.resolve(1)).service.findVisitor({})).toMatchObject({ id: 1 });
  });

  it.each<[unknown, UserId]>([
    [1, 1],
    ['1', 1],
    [1n, 1],
    ['6f1c1f0e-2f7e-4d53-9b0e-2f8c7d0d9a11', '6f1c1f0e-2f7e-4d53-9b0e-2f8c7d0d9a11'],
    ['01', '01'],
    [9_223_372_036_854_775_807n, '9223372036854775807'],
  ])('asks the provider for the id %o as %o', async (resolved, id) => {
    const { service, provider } = setUp(resolved, id);
    expect(await service.findVisitor({})).toMatchObject({ id, name: 'Ada' });
    expect(provider.calls).toEqual([[id]]);
  });

  it.each([null, undefined])('treats %s as a guest and does not call the provider', async (resolved) => {
    const { service, provider } = setUp(resolved);
    expect(await service.findVisitor({})).toBeNull();
    expect(provider.calls).toEqual([]);
  });

  it('treats a visitor whom the provider does not know as a guest', async () => {
    const { service, provider } = setUp(2);
    vi.spyOn(provider, 'findByIds').mockResolvedValue([]);
    expect(await service.findVisitor({})).toBeNull();
  });

  it.each(['', ' 1', 1.5, {}, true])('refuses a resolver that returns %o', async (resolved) => {
    const { service, provider } = setUp(resolved);
    await expect(service.findVisitor({})).rejects.toBeInstanceOf(InvalidUserIdError);
    expect(provider.calls).toEqual([]);
  });

  it('reads the visitor once per request, even if two widgets ask at the same time', async () => {
    const { service, provider, resolve } = setUp(1);
    const request = {};
    const [one, two] = await Promise.all([service.findVisitor(request), service.findVisitor(request)]);
    expect(one).toBe(two);
    await service.findVisitor(request);
    expect(resolve).toHaveBeenCalledOnce();
    expect(provider.calls).toHaveLength(1);
  });

  it('reads the visitor of each request anew', async () => {
    const { service, resolve } = setUp(1);
    expect(await service.findVisitor({})).not.toBeNull();
    resolve.mockReturnValue(null);
    expect(await service.findVisitor({})).toBeNull();
  });

  it('rejects when the resolver throws', async () => {
    const { service, resolve } = setUp(1);
    resolve.mockImplementation(() => {
      throw new Error('no session');
    });
    await expect(service.findVisitor({})).rejects.toThrow('no session');
  });
});
