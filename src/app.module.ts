import { Module, type DynamicModule } from '@nestjs/common';
import { DemoChatModule } from './chat/demo-chat.module.js';
import type { DemoConfig } from './config/demo-config.js';
import { DemoConfigModule } from './config/demo-config.module.js';
import { DatabaseModule } from './database/database.module.js';
import { HealthModule } from './health/health.module.js';
import { MembersModule } from './members/members.module.js';
import { PagesModule } from './pages/pages.module.js';
import { SessionModule } from './session/session.module.js';

@Module({
  imports: [DatabaseModule, MembersModule, SessionModule, PagesModule, HealthModule, DemoChatModule],
})
export class AppModule {
  static with(config: DemoConfig): DynamicModule {
    return { module: AppModule, imports: [DemoConfigModule.of(config)] };
  }
}
