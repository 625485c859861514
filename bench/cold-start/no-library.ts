// Stands in for the library in the copy of the demo that starts without it: the names that the demo imports, and
// nothing behind them.
import { type DynamicModule, Injectable, Module } from '@nestjs/common';

export class ChatWidgetsService {
  async render(): Promise<string> {
    return '';
  }

  contentSecurityPolicy(): object {
    return { scriptSrc: [], connectSrc: [] };
  }
}

export class ImbaChatWidgetService extends ChatWidgetsService {}

export class ChatBroWidgetService extends ChatWidgetsService {}

export class UserCache {
  async invalidate(): Promise<void> {}
}

const SERVICES = [ChatWidgetsService, ImbaChatWidgetService, ChatBroWidgetService, UserCache];

@Module({})
export class ChatIntegrationModule {
  static forRootAsync(): DynamicModule {
    return { module: ChatIntegrationModule, global: true, providers: SERVICES, exports: SERVICES };
  }
}

@Module({})
export class ChatSandboxModule {}

@Injectable()
export class TypeOrmUserProvider {}

export const from = (): undefined => undefined;
