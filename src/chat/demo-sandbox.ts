import type { DynamicModule } from '@nestjs/common';
import { ChatSandboxModule } from 'nestjs-chat-integration/sandbox';
import { DemoConfig } from '../config/demo-config.js';

/** Where the stand-in for both vendors' servers is, on the demo itself. */
export const SANDBOX_PATH = 'chat-sandbox';

/** The stand-in for both vendors' servers, with what would be typed into their dashboards. */
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
