import { type ExecutionContext, NotFoundException } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { describe, expect, it } from 'vitest';
import { FixedUserProvider, resolvedImbaChat } from '../../../../test/support/options.js';
import { UsersService } from '../users/users.service.js';
import { RequiresAbility, ServedGuard } from './served.guard.js';

class Endpoints {
  open(): void {}

  @RequiresAbility('search')
  search(): void {}
}

const { open, search } = Endpoints.prototype;
const calling = (handler: () => void) => ({ getHandler: () => handler }) as unknown as ExecutionContext;
const unable = new UsersService(new FixedUserProvider([]));
const able = new UsersService(Object.assign(new FixedUserProvider([]), { search: async () => [] }));

describe('ServedGuard', () => {
  it('serves an endpoint that needs no ability, and one whose ability the provider has', () => {
    const options = resolvedImbaChat();
    expect(new ServedGuard(new Reflector(), unable, options).canActivate(calling(open))).toBe(true);
    expect(new ServedGuard(new Reflector(), able, options).canActivate(calling(search))).toBe(true);
  });

  it('hides an endpoint whose ability the provider lacks', () => {
    const guard = new ServedGuard(new Reflector(), unable, resolvedImbaChat());
    expect(() => guard.canActivate(calling(search))).toThrow(NotFoundException);
  });

  it('hides every endpoint without ImbaChat in the options', () => {
    const guard = new ServedGuard(new Reflector(), able, null);
    for (const handler of [open, search]) {
      expect(() => guard.canActivate(calling(handler))).toThrow(NotFoundException);
    }
  });
});
