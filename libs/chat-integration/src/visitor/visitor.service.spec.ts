import { Logger } from '@nestjs/common';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { FixedUserProvider, hostOf, providerCalls, usersOf } from '../../../../test/support/options.js';
import type { UserId } from '../users/user-id.js';
import { VisitorService } from './visitor.service.js';

function setUp(resolved: unknown, userId: UserId = 1) {
  const resolve = vi.fn<(request: object) => unknown>(() => resolved);
  const provider = new FixedUserProvider([{ id: userId, name: 'Ada' }]);
  const calls = providerCalls(20);
  const service = new VisitorService(hostOf({ resolve }), usersOf(provider), calls);
  return { service, provider, resolve };
}

describe('VisitorService', () => {
  const warn = vi.spyOn(Logger.prototype, 'warn').mockReturnValue();

  afterEach(() => {
    warn.mockClear();
  });

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
    expect(warn).toHaveBeenCalledExactlyOnceWith(
      'The UserProvider does not know the visitor 2, who is a guest. This is logged once.',
    );
  });

  it.each(['', ' 1', 1.5, { toHexString: () => '507f1f77bcf86cd799439011' }, true])(
    'treats a visitor whose id is %o as a guest, and logs it once',
    async (resolved) => {
      const { service, provider } = setUp(resolved);
      for (let view = 0; view < 100; view++) expect(await service.findVisitor({})).toBeNull();
      expect(provider.calls).toEqual([]);
      expect(
        warn.mock.calls.filter(([message]) =>
          String(message).startsWith('A visitor is a guest. Expected a user id'),
        ),
      ).toHaveLength(1);
      expect(warn).toHaveBeenCalledWith(expect.stringMatching(/Fix: .* This is logged once\.$/));
    },
  );

  it.each([
    [{ headers: { authorization: 'Bearer s3cret' } }, 'the header Authorization'],
    [{ headers: { cookie: 'theme=dark; connect.sid=s%3As3cret' } }, 'the cookie "connect.sid"'],
  ])('logs once that a request with credentials comes from a guest', async (request, credentials) => {
    const { service } = setUp(null);
    for (let view = 0; view < 100; view++) expect(await service.findVisitor({ ...request })).toBeNull();
    expect(warn).toHaveBeenCalledExactlyOnceWith(
      expect.stringContaining(`A request with ${credentials} comes from a guest`),
    );
    expect(warn.mock.calls.join()).toContain('@Public()');
    expect(warn.mock.calls.join()).not.toContain('s3cret');
  });

  it('logs nothing for a guest without credentials, or for a member', async () => {
    await setUp(null).service.findVisitor({ headers: { cookie: 'theme=dark' } });
    await setUp(1).service.findVisitor({ headers: { authorization: 'Bearer x' } });
    expect(warn).not.toHaveBeenCalled();
  });

  it('rejects when the resolver hangs', async () => {
    const { service } = setUp(new Promise(() => {}));
    await expect(service.findVisitor({})).rejects.toThrow(
      'Expected VisitorResolver.resolve to respond within 20 ms',
    );
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
