// A stub of the library for the demo without the library. It exports the names that the demo imports.
import { type DynamicModule, Injectable, Module } from '@nestjs/common';

export class ChatWidgetsService {
  async render(): Promise<string> {
    return '';
  }

  contentSecurityPolicy(): object {
    return { scriptSrc: [], connectSrc: [] };
  }
}

export class UserCache {
  async invalidate(): Promise<void> {}
}

const SERVICES = [ChatWidgetsService, UserCache];

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
