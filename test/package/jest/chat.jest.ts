import { Test } from '@nestjs/testing';
import { ChatIntegrationModule, TokenService } from 'nestjs-chat-integration';
import { FakeUserProvider } from 'nestjs-chat-integration/testing';

// Jest's globals: the workspace does not have its types.
declare function it(name: string, run: () => Promise<void>): void;
declare function expect(value: unknown): { toMatch(pattern: RegExp): void };

it('starts', async () => {
  const users = new FakeUserProvider([{ id: 1, name: 'Ada' }]);
  const module = await Test.createTestingModule({
    imports: [
      ChatIntegrationModule.forRoot({
        imbachat: {
          widgetId: 276,
          apiLogin: 'chat',
          apiPassword: 'a password',
          secretKey: 'a key of at least 16 bytes',
        },
        userProvider: { useFactory: () => users },
      }),
    ],
  }).compile();
  const app = module.createNestApplication();
  await app.init();
  expect(app.get(TokenService).issue(1)).toMatch(/^ey/);
  await app.close();
});
