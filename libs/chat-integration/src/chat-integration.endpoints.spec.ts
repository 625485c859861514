import { SetMetadata, type INestApplication, VersioningType } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import request from 'supertest';
import { afterEach, describe, expect, it } from 'vitest';
import { chatBro, FixedUserProvider, imbaChat } from '../../../test/support/options.js';
import { endpointControllers, endpointPaths, type ChatEndpoints } from './chat-integration.endpoints.js';
import { ChatIntegrationModule } from './chat-integration.module.js';
import { TokenController } from './imbachat/endpoints/token.controller.js';
import { WidgetsController } from './widgets/widgets.controller.js';

describe('endpointPaths', () => {
  it.each<[ChatEndpoints | false, object]>([
    [{}, { imbachatApi: 'imbachat/api/v1', imbachatToken: 'imbachat/jwt', widgets: false }],
    [
      { imbachatApi: 'a', imbachatToken: undefined, widgets: 'w' },
      { imbachatApi: 'a', imbachatToken: 'imbachat/jwt', widgets: 'w' },
    ],
    [
      { widgets: true },
      { imbachatApi: 'imbachat/api/v1', imbachatToken: 'imbachat/jwt', widgets: 'chat/widgets' },
    ],
    [{ imbachatToken: false }, { imbachatApi: 'imbachat/api/v1', imbachatToken: false, widgets: false }],
    [false, { imbachatApi: false, imbachatToken: false, widgets: false }],
  ])('fills in the defaults of %o', (endpoints, paths) => {
    expect(endpointPaths(endpoints)).toEqual(paths);
  });
});

describe('the endpoints of an application', () => {
  let app: INestApplication;

  const register = (endpoints?: ChatEndpoints | false) =>
    ChatIntegrationModule.forRoot({
      imbachat: imbaChat(),
      chatbro: chatBro(),
      userProvider: { useValue: new FixedUserProvider([]) },
      endpoints,
    });

  async function start(...registrations: (ChatEndpoints | false | undefined)[]): Promise<void> {
    const module = await Test.createTestingModule({ imports: registrations.map(register) }).compile();
    app = module.createNestApplication({ logger: false });
    app.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' });
    await app.init();
  }

  /** Returns the statuses of the version, users info, the token and the widgets, for a guest. */
  const statuses = (...paths: string[]): Promise<number[]> =>
    Promise.all(paths.map(async (path) => (await request(app.getHttpServer()).get(path)).status));

  afterEach(() => app.close());

  it('are at their default paths, without the widgets, whatever the version of the API of the host', async () => {
    await start(undefined);
    expect(
      await statuses('/imbachat/api/v1', '/imbachat/api/v1/users', '/imbachat/jwt', '/chat/widgets'),
    ).toEqual([200, 401, 401, 404]);
  });

  it('are at the given paths', async () => {
    await start({ imbachatApi: 'a', imbachatToken: 't', widgets: 'w' });
    expect(await statuses('/a', '/a/users', '/t', '/w')).toEqual([200, 401, 401, 200]);
    expect(await statuses('/imbachat/api/v1', '/imbachat/jwt')).toEqual([404, 404]);
  });

  it.each<[ChatEndpoints | false, number[]]>([
    [{ imbachatApi: false }, [404, 404, 401]],
    [{ imbachatToken: false }, [200, 401, 404]],
    [false, [404, 404, 404]],
  ])('are not served where a path is false: %o', async (endpoints, expected) => {
    await start(endpoints);
    expect(await statuses('/imbachat/api/v1', '/imbachat/api/v1/users', '/imbachat/jwt')).toEqual(expected);
  });

  it('are at the paths of each registration', async () => {
    await start({ imbachatApi: 'one' }, { imbachatApi: 'two', imbachatToken: 'two/jwt' });
    expect(await statuses('/one', '/two', '/imbachat/jwt', '/two/jwt')).toEqual([200, 200, 401, 401]);
  });
});

describe('endpointControllers', () => {
  const Marked = Reflector.createDecorator<string>();
  const marksOf = (endpoints: ChatEndpoints): Record<string, string | undefined> =>
    Object.fromEntries(
      endpointControllers({ widgets: 'w', ...endpoints }).map((controller) => [
        controller.name,
        new Reflector().get(Marked, controller),
      ]),
    );

  it('applies chatServerDecorators to the controllers that the chat server calls', () => {
    expect(marksOf({ chatServerDecorators: [Marked('public')] })).toEqual({
      VersionController: 'public',
      UsersInfoController: 'public',
      SearchController: 'public',
      LoginCheckController: 'public',
      TokenController: undefined,
      WidgetsController: undefined,
    });
  });

  it('applies visitorDecorators to the controllers that visitors call', () => {
    expect(marksOf({ visitorDecorators: [Marked('session')] })).toEqual({
      VersionController: undefined,
      UsersInfoController: undefined,
      SearchController: undefined,
      LoginCheckController: undefined,
      TokenController: 'session',
      WidgetsController: 'session',
    });
  });

  it('applies several decorators', () => {
    const [controller] = endpointControllers({
      imbachatApi: false,
      visitorDecorators: [Marked('session'), SetMetadata('throttled', true)],
    });
    expect(new Reflector().get(Marked, controller!)).toBe('session');
    expect(new Reflector().get('throttled', controller!)).toBe(true);
  });

  it('returns different classes for two registrations, and does not change the exported ones', () => {
    const endpoints = { imbachatApi: false, widgets: 'w', visitorDecorators: [Marked('session')] } as const;
    const [one, two] = [endpointControllers(endpoints), endpointControllers(endpoints)];
    expect(one[0]).not.toBe(two[0]);
    for (const controllers of [one, two]) {
      expect(controllers[0]!.prototype).toBeInstanceOf(TokenController);
      expect(controllers[1]!.prototype).toBeInstanceOf(WidgetsController);
    }
    expect(new Reflector().get(Marked, TokenController)).toBeUndefined();
  });
});
