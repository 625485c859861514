import { describe, expect, it } from 'vitest';
import { chatBro, FixedUserProvider, thrownBy } from '../../../test/support/options.js';
import { InvalidOptionsError } from './chat-integration.errors.js';
import {
  CHAT_INTEGRATION_MODULE_OPTIONS,
  type ChatIntegrationForRootAsyncOptions,
  type ChatIntegrationForRootOptions,
  ConfigurableModuleClass,
} from './chat-integration.module-definition.js';
import { UserProvider } from './users/user-provider.js';
import { RequestUserVisitorResolver, VisitorResolver } from './visitor/visitor-resolver.js';

class Resolver extends RequestUserVisitorResolver {}

const data = { chatbro: chatBro() };
const useFactory = () => data;

describe.each<[string, (shape: object) => ReturnType<typeof ConfigurableModuleClass.forRoot>]>([
  [
    'forRoot',
    (shape) => ConfigurableModuleClass.forRoot({ ...data, ...shape } as ChatIntegrationForRootOptions),
  ],
  [
    'forRootAsync',
    (shape) =>
      ConfigurableModuleClass.forRootAsync({ useFactory, ...shape } as ChatIntegrationForRootAsyncOptions),
  ],
])('%s', (_, register) => {
  const userProvider = FixedUserProvider;

  it('asks for a userProvider and says where to get one', () => {
    const error = thrownBy(() => register({}));
    expect(error).toBeInstanceOf(InvalidOptionsError);
    expect(error).toHaveProperty('problems', [
      {
        path: 'userProvider',
        message: expect.stringMatching(/got none\. Write one, or use typeOrmUserProvider/),
      },
    ]);
  });

  it.each([
    [FixedUserProvider, { useClass: FixedUserProvider }],
    [{ useClass: FixedUserProvider }, { useClass: FixedUserProvider }],
    [{ useExisting: 'USERS' }, { useExisting: 'USERS' }],
    [
      { useFactory, inject: ['A'] },
      { useFactory, inject: ['A'] },
    ],
  ])('takes the userProvider %o', (given, provider) => {
    expect(register({ userProvider: given }).providers).toContainEqual({
      provide: UserProvider,
      ...provider,
    });
  });

  it('reads the visitor from the request unless told otherwise', () => {
    const resolvers = (shape: object) =>
      register({ userProvider, ...shape }).providers?.filter(
        (provider) => 'provide' in provider && provider.provide === VisitorResolver,
      );
    expect(resolvers({})).toEqual([{ provide: VisitorResolver, useClass: RequestUserVisitorResolver }]);
    expect(resolvers({ visitorResolver: Resolver })).toEqual([
      { provide: VisitorResolver, useClass: Resolver },
    ]);
  });

  it('is global only on demand', () => {
    expect(register({ userProvider }).global).toBe(false);
    expect(register({ userProvider, isGlobal: true }).global).toBe(true);
  });

  it('imports what the userProvider needs', () => {
    expect(register({ userProvider, imports: [{ module: Resolver }] }).imports).toEqual([
      { module: Resolver },
    ]);
  });

  it('mounts the endpoints that it is told to', () => {
    expect(register({ userProvider }).controllers).toHaveLength(5);
    expect(register({ userProvider, endpoints: { widgets: 'w' } }).controllers).toHaveLength(6);
    expect(register({ userProvider, endpoints: false }).controllers).toEqual([]);
  });

  it('provides the options under their token', () => {
    expect(register({ userProvider }).providers).toContainEqual(
      expect.objectContaining({ provide: CHAT_INTEGRATION_MODULE_OPTIONS }),
    );
  });
});

it('the data of forRoot holds nothing that shapes the module', () => {
  const { providers } = ConfigurableModuleClass.forRoot({
    ...data,
    userProvider: FixedUserProvider,
    endpoints: false,
  });
  expect(providers).toContainEqual({ provide: CHAT_INTEGRATION_MODULE_OPTIONS, useValue: data });
});
