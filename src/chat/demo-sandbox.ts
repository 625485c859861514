import type { DynamicModule } from '@nestjs/common';
import { ChatSandboxModule } from 'nestjs-chat-devtools';
import { DemoConfig } from '../config/demo-config.js';

/** The path of the sandbox, which simulates the servers of both vendors. */
export const SANDBOX_PATH = 'chat-sandbox';

/** Returns the sandbox module, configured with the settings of the vendors' dashboards. */
export function demoSandbox(): DynamicModule {
  return ChatSandboxModule.forRootAsync({
    path: SANDBOX_PATH,
    inject: [DemoConfig],
    useFactory: ({ imbachat, chatbro: { siteDomain, secretKey } }: DemoConfig) => ({
      imbachat,
      chatbro: { siteDomain, secretKey },
    }),
  });
}
